"""What helps: medication, assessments, therapy and groups, skills, goals, health, and the cards that explain."""
