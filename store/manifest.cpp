#include "store/manifest.h"

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>

#include "base/hex.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "store/disk.h"
#include "store/failure.h"

namespace syncgate::store {
namespace {

constexpr std::string_view kFirstLine = "syncgate-backup 1";

// Fields by blanks; the last takes the rest of the line.
std::vector<std::string_view> fields_of(std::string_view line, std::size_t count) {
    std::vector<std::string_view> fields;
    while (fields.size() + 1 < count && line.find(' ') != std::string_view::npos) {
        fields.push_back(line.substr(0, line.find(' ')));
        line.remove_prefix(line.find(' ') + 1);
    }
    fields.push_back(line);
    fields.resize(count);
    return fields;
}

std::int64_t number(std::string_view text) {
    return static_cast<std::int64_t>(parse_uint(text).value_or(0));
}

void read_line(std::string_view line, Manifest& manifest) {
    const auto word = line.substr(0, line.find(' '));
    if (word == "made") {
        manifest.made = number(fields_of(line, 3)[1]);
    } else if (word == "holds") {
        manifest.whole = fields_of(line, 2)[1] == "all";
    } else if (word == "schema") {
        const auto fields = fields_of(line, 3);
        manifest.directory_version = static_cast<std::size_t>(number(fields[1]));
        manifest.account_version = static_cast<std::size_t>(number(fields[2]));
    } else if (word == "account") {
        const auto fields = fields_of(line, 6);
        manifest.accounts.push_back({number(fields[1]), std::string(fields[5]), number(fields[2]),
                                     number(fields[3]), number(fields[4])});
    } else if (word == "file") {
        const auto fields = fields_of(line, 3);
        manifest.files.push_back(
            {std::string(fields[2]), hex_decode(fields[1]) ? *hex_decode(fields[1]) : ""});
    }
}

}  // namespace

std::string write_manifest(const Manifest& manifest) {
    std::string text(kFirstLine);
    text += "\nmade " + std::to_string(manifest.made) + " " +
            iso8601_millis(manifest.made * 1000).substr(0, 19) + "Z";
    text += std::string("\nholds ") + (manifest.whole ? "all" : "one");
    text += "\nschema " + std::to_string(manifest.directory_version) + " " +
            std::to_string(manifest.account_version) + "\n";
    for (const auto& account : manifest.accounts) {
        text += "account " + std::to_string(account.id) + " " + std::to_string(account.items) +
                " " + std::to_string(account.texts) + " " + std::to_string(account.bytes) + " " +
                account.address + "\n";
    }
    for (const auto& file : manifest.files) {
        text += "file " + hex_encode(file.hash) + " " + file.path + "\n";
    }
    return text + "end " + hex_encode(digest::sha256(text)) + "\n";
}

Result<Manifest> parse_manifest(std::string_view text) {
    const Error cut{ErrorCode::kMalformed, "the manifest is damaged or cut off"};
    const auto end = text.rfind("\nend ");
    if (!text.starts_with(kFirstLine) || end == std::string_view::npos ||
        text.substr(end + 1) !=
            "end " + hex_encode(digest::sha256(text.substr(0, end + 1))) + "\n") {
        return cut;
    }
    Manifest manifest;
    for (const auto line : split(text.substr(0, end), '\n')) {
        read_line(line, manifest);
    }
    return manifest;
}

std::string hash_of_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    digest::Sha256 hash;
    std::array<char, 1U << 16U> piece{};
    while (in) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        hash.add({piece.data(), static_cast<std::size_t>(in.gcount())});
    }
    if (!in.eof()) {
        throw_errno("read", file);
    }
    return hash.finish();
}

Result<Manifest> check_backup(const std::filesystem::path& folder, Accept accept) {
    std::ifstream in(folder / kManifestName, std::ios::binary);
    if (!in) {
        return Error{
            ErrorCode::kNotFound,
            folder.string() + " is no backup, or one that was cut off: it has no manifest"};
    }
    auto manifest = parse_manifest(std::string(std::istreambuf_iterator<char>(in), {}));
    if (!manifest || accept == Accept::kChanged) {
        return manifest;
    }
    try {
        for (const auto& file : manifest->files) {
            std::error_code error;
            auto log = folder / file.path;
            log += "-wal";
            // A log that has something in it: somebody wrote to the backup.
            const auto logged = std::filesystem::file_size(log, error);
            if ((!error && logged != 0) || hash_of_file(folder / file.path) != file.hash) {
                return Error{ErrorCode::kConflict,
                             (folder / file.path).string() +
                                 " is not as it was backed up (--changed takes it nevertheless)"};
            }
        }
    } catch (const StoreFailure& failure) {
        return failure.error();
    }
    return manifest;
}

}  // namespace syncgate::store
