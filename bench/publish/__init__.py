"""Proofs about what is published: publishers killed, bits flipped, disks full, attacks."""
