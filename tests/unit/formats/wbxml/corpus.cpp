#include "tests/unit/formats/wbxml/corpus.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/text.h"

namespace syncgate::wbxml {
namespace {

std::vector<CodePageRow> read_rows() {
    std::vector<CodePageRow> rows;
    const std::string table = read_file(SYNCGATE_SOURCE_DIR "/formats/wbxml/code_pages.tsv");
    for (const auto line : split(table, '\n')) {
        const auto fields = split(line, '\t');
        if (fields.size() < 7 || fields[0] == "page") {
            continue;
        }
        CodePageRow row{{static_cast<std::uint8_t>(std::stoi(std::string(fields[0]))),
                         static_cast<std::uint8_t>(std::stoi(std::string(fields[2]), nullptr, 16))},
                        std::string(fields[1]),
                        std::string(fields[3]),
                        {}};
        for (const auto alias : split(fields[6], ',')) {
            row.aliases.emplace_back(alias);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

std::filesystem::path shared_folder() {
    const char* named = std::getenv("SHARED_DIR");  // NOLINT(concurrency-mt-unsafe)
    return named != nullptr ? named : SYNCGATE_SOURCE_DIR "/../shared";
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::filesystem::path> corpus_files(std::string_view folder) {
    std::vector<std::filesystem::path> files;
    const auto path = shared_folder() / "corpora" / "wbxml" / folder;
    if (std::filesystem::is_directory(path)) {
        for (const auto& entry : std::filesystem::directory_iterator(path)) {
            if (entry.path().extension() == ".wbxml") {
                files.push_back(entry.path());
            }
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<std::filesystem::path> corpus_documents() {
    std::vector<std::filesystem::path> files;
    for (const char* folder : {"captures", "libwbxml-xml", "ms-ascmd-examples", "stream-pairs"}) {
        const auto found = corpus_files(folder);
        files.insert(files.end(), found.begin(), found.end());
    }
    return files;
}

const std::vector<CodePageRow>& code_page_rows() {
    static const std::vector<CodePageRow> rows = read_rows();
    return rows;
}

std::vector<Tag> all_tags() {
    std::vector<Tag> tags;
    for (const auto& row : code_page_rows()) {
        tags.push_back(row.tag);
    }
    return tags;
}

}  // namespace syncgate::wbxml
