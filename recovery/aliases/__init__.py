"""One name for one thing: which names of triggers and coping skills the person says are the same."""
