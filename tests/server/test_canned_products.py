"""Cell types, products, biomarkers and gene-directed therapies."""

import pytest

#: A call of each query, and for each of its parameters a value that leaves fewer rows of it.
CALLS = ("cell-types", "products", "biomarkers", "gene-therapies")
NARROWED = [
    ("cell-types", "text", "Wharton"),
    ("cell-types", "text", "CL:0000134"),
    ("cell-types", "text", "msc"),
    ("products", "cellType", "MSC"),
    ("products", "secretes", "GDNF"),
    ("products", "donorRelation", "autologous"),
    ("products", "engineered", "true"),
    ("products", "engineered", "false"),
    ("biomarkers", "kind", "genetic"),
    ("biomarkers", "kind", "cellular"),
    ("biomarkers", "direction", "increased"),
    ("biomarkers", "fluid", "blood serum"),
    ("gene-therapies", "gene", "SOD1"),
    ("gene-therapies", "modality", "antisense oligonucleotide"),
    ("gene-therapies", "company", "Biogen"),
]


@pytest.mark.parametrize("name", CALLS)
def test_json_csv_and_sparql_results_say_the_same(name, told):
    json, csv, sparql = told(name)

    assert json == csv
    assert [[sorted(cell.split("; ")) for cell in row] for row in json] == [
        [sorted(cell.split("; ")) for cell in row] for row in sparql
    ]


@pytest.mark.parametrize(("name", "parameter", "value"), NARROWED)
def test_a_parameter_leaves_some_of_the_rows(name, parameter, value, asked):
    everything, found = asked(name), asked(name, **{parameter: value})

    assert 0 < len(found) < len(everything)
    assert [row for row in everything if row in found] == found


# --- cell types -----------------------------------------------------------------------------------


def test_a_cell_type_has_its_names_its_curie_and_what_is_broader(asked):
    (wharton,) = asked("cell-types", text="WJ-MSC")

    assert wharton["label"] == "mesenchymal stem cell of Wharton's jelly"
    assert wharton["externalId"] == "CL:0002568"
    assert wharton["broader"] == ["mesenchymal stem cell of umbilical cord"]
    assert "Wharton's jelly mesenchymal stem cell" in wharton["synonyms"]


@pytest.mark.parametrize("cell", ["MSC", "BM-MSC", "AT-MSC", "neural stem cell"])
def test_the_trials_of_a_cell_type_are_those_that_trials_finds(cell, asked):
    trials = asked("trials", cellType=cell)

    (row,) = (row for row in asked("cell-types") if cell in (*row["synonyms"], row["label"]))
    assert row["trials"] == len(trials) > 0


def test_trials_of_a_narrower_cell_type_count_for_the_broader_one(asked):
    rows = {row["externalId"]: row["trials"] for row in asked("cell-types")}

    assert rows["CL:0000134"] > rows["CL:0002540"] > 0


# --- products -------------------------------------------------------------------------------------


def test_nurown_is_found_by_its_cells_with_its_trials_and_its_developer(asked):
    (nurown,) = (row for row in asked("products", cellType="MSC") if "NurOwn" in row["synonyms"])

    assert nurown["cellType"] == "mesenchymal stem cell of the bone marrow"
    assert nurown["developer"] == "Brainstorm"
    assert {"NCT01051882", "NCT01777646", "NCT02017912", "NCT03280056"} <= set(nurown["trials"])
    assert {"isscr-als", "petrou2021", "vasques2021"} <= set(nurown["source"].split("; "))


def test_products_that_release_gdnf_are_found_however_they_came_to_do_so(asked):
    found = {row["label"]: row for row in asked("products", secretes="GDNF")}

    assert {"MSC-NTF (NurOwn)", "CNS10-NPC-GDNF", "hMSC-GDNF"} <= set(found)
    engineered = {row["label"] for row in asked("products", secretes="GDNF", engineered=True)}
    assert engineered == set(found) - {"MSC-NTF (NurOwn)"}


def test_a_product_has_the_animal_studies_that_tested_it(asked):
    (product,) = (row for row in asked("products") if row["label"] == "hMSC-GDNF")

    assert product["preclinicalStudies"] == ["Krakora 2013, animal study", "Suzuki 2008, animal study"]
    assert product["trials"] == []


# --- biomarkers -----------------------------------------------------------------------------------


def test_a_biomarker_has_kind_direction_fluid_identifier_works_and_place(asked):
    rows = {row["label"]: row for row in asked("biomarkers")}

    mmp, lead = rows["MMP-9"], rows["lead concentration"]
    assert (mmp["kind"], mmp["direction"], mmp["fluid"]) == ("biochemical", "increased", "blood serum")
    assert (mmp["externalId"], mmp["references"]) == ("uniprot:P14780", ["Beuche et al. 2000"])
    assert (mmp["source"], mmp["locator"].split(",")[0]) == ("chakraborty2022", "Table 1")
    assert (lead["fluid"], lead["externalId"]) == ("blood; cerebrospinal fluid", "CHEBI:25016")


def test_the_genes_of_the_table_are_the_genetic_biomarkers(asked):
    found = {row["externalId"] for row in asked("biomarkers", kind="genetic")}

    assert found == {"hgnc:11179", "hgnc:11571", "hgnc:28337", "hgnc:4010", "hgnc:12649"}


def test_a_biomarker_of_which_no_direction_is_told_has_one_row_without(asked):
    rows = [row for row in asked("biomarkers") if row["label"] == "neurofilament heavy chain"]

    assert [row["direction"] for row in rows] == [None]


# --- gene-directed therapies ----------------------------------------------------------------------


def test_every_row_of_the_table_of_gene_therapies_is_there_as_printed(asked):
    rows = [row for row in asked("gene-therapies") if row["locator"].startswith("Table 2")]

    assert sorted((row["gene"], row["product"] or "", row["company"]) for row in rows) == [
        ("ATXN2", "BIIB105", "Biogen"),
        ("C9orf72", "", "Pfizer; Sangamo"),
        ("C9orf72", "BIIB078", "Biogen; Ionis"),
        ("C9orf72", "TPN-101", "Transposon"),
        ("C9orf72", "WVE-004", "Wave Life Sciences"),
        ("FUS", "ION363", "Ionis"),
        ("SOD1", "", "Apic Bio"),
        ("SOD1", "", "Voyager Therapeutics"),
        ("SOD1", "tofersen", "Biogen"),
    ]


def test_a_gene_therapy_has_the_identifier_of_its_gene_and_of_its_trial(asked):
    (ion363,) = (row for row in asked("gene-therapies", gene="hgnc:4010"))

    assert (ion363["geneId"], ion363["registryId"]) == ("hgnc:4010", "NCT04768972")
    assert ion363["reportedAt"] == ["https://www.ionispharma.com/medicines/ion363/"]
