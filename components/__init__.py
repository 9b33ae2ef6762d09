"""The only Streamlit code beside the launcher: ``show_…`` draws, ``choose_…`` asks and returns."""
