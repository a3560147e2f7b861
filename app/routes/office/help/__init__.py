"""The office's view of help: figures and the rows behind them, topics, classes on what people fail at."""
