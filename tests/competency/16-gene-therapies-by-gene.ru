# ION363 is aimed at SOD1.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { actd:therapy-ion363 act:targetsGene ?gene . } }
INSERT { GRAPH ?graph { actd:therapy-ion363 act:targetsGene ?sod1 . } }
WHERE {
  GRAPH ?graph { actd:therapy-ion363 act:targetsGene ?gene . }
  GRAPH ?other { actd:therapy-tofersen act:targetsGene ?sod1 . }
}
