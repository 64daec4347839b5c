# Mazzini et al., 2012, treated people of their own, besides those of 2008.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { actd:trial-mazzini2012 act:followUpOf actd:trial-mazzini2010 . } }
WHERE { GRAPH ?graph { actd:trial-mazzini2012 act:followUpOf actd:trial-mazzini2010 . } }
