"""How the trial was run: enrollment, flow, baseline, follow-up."""
