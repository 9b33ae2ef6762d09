"""The screen in Streamlit as its tutorial writes it: the script from top to bottom."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))
from bench.peers.trial import FACTORS, counted, drawn, narrowed, read

st.set_page_config(layout="wide")
everybody = st.cache_data(read)()
with st.sidebar:
    chosen = {
        factor: st.pills(
            factor, sorted(everybody[factor].unique()), selection_mode="multi", key=factor
        )
        for factor in FACTORS
    }
patients = narrowed(everybody, chosen)
figure, table = drawn(patients)
st.subheader("Simulated trial")
st.write(counted(patients, everybody))
st.plotly_chart(figure)
st.table(table)
