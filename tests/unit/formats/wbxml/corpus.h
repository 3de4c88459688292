// The documents that tests are run over, where the machine has them, and the table of tags.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "formats/wbxml/tag.h"

namespace syncgate::wbxml {

std::filesystem::path shared_folder();

std::string read_file(const std::filesystem::path& path);

// The .wbxml files of shared corpora/wbxml/FOLDER, sorted; none where the corpora are not.
std::vector<std::filesystem::path> corpus_files(std::string_view folder);

// Those of every folder that holds whole documents.
std::vector<std::filesystem::path> corpus_documents();

// A row of formats/wbxml/code_pages.tsv.
struct CodePageRow {
    Tag tag;
    std::string xml_namespace;
    std::string name;
    std::vector<std::string> aliases;
};

const std::vector<CodePageRow>& code_page_rows();

std::vector<Tag> all_tags();

}  // namespace syncgate::wbxml
