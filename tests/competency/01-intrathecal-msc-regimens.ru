# NCT02017912 gave its cells into muscle only.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { actd:NCT02017912-treated-it act:route ?route . } }
WHERE { GRAPH ?graph { actd:NCT02017912-treated-it act:route ?route . } }
