"""The comparison of the arms under other assumptions."""
