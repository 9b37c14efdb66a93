"""The law XML of gesetze-im-internet.de."""
