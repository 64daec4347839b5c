# The cells of CNS10-NPC-GDNF release it by nature.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { actd:product-cns10-npc-gdnf act:engineeredToExpress ?protein . } }
WHERE { GRAPH ?graph { actd:product-cns10-npc-gdnf act:engineeredToExpress ?protein . } }
