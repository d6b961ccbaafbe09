"""freelancermap: project search and a project's page, in German and English. The site shows no check of clients."""
