"""An answer on the page: message, buttons, stream, side panel."""
