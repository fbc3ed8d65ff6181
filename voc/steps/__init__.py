"""The use cases: where sources, store and nlp meet. Plain functions; flows and the command line call the same ones."""
