# Nobody says whose cells NCT04821479 and the others of its product gave.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { actd:product-bm-msc-autologous act:donorRelation ?relation . } }
WHERE { GRAPH ?graph { actd:product-bm-msc-autologous act:donorRelation ?relation . } }
