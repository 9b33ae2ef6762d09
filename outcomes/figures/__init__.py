"""Result to plotly figure; nothing here computes a statistic."""
