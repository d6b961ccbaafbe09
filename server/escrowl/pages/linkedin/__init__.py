"""LinkedIn: job pages and lists, and messages. LinkedIn shows no payment check of anyone."""
