"""The page as FHIR R4: a bundle, its observations and questionnaires, and the composition that joins them."""
