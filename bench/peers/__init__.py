"""The same screen in other frameworks, as their tutorials write it, to be measured beside ours."""
