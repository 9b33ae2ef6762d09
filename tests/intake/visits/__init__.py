"""Tests of outcomes.intake.visits."""
