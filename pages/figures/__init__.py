"""Pictures of the pages around the playground: numbers in, a Plotly figure as a plain dict out."""
