"""What those who run a server look at: whether it is well, figures, logs, traces; never what people wrote."""
