"""Everything that this project changes in Chainlit, in one place: the table is
`chat.chainlit.patches.PATCHES`.
"""
