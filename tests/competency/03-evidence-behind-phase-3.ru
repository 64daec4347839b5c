# NCT03280056 tests a product that nobody knows the cells of.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { actd:product-nurown act:cellTypeOrBroader ?cellType . } }
WHERE { GRAPH ?graph { actd:product-nurown act:cellTypeOrBroader ?cellType . } }
