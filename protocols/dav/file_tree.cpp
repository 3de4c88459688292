#include "protocols/dav/file_tree.h"

#include "base/limits.h"
#include "protocols/dav/names.h"

namespace syncgate::dav {
namespace {

constexpr int kPage = 1000;

store::File root_folder() {
    store::File root;
    root.resource.uid = store::kRootFolder;
    return root;
}

Node file_node(const store::Snapshot& snapshot, store::File file, std::string path) {
    Node node;
    node.kind = file.is_folder ? Kind::kFolder : Kind::kFile;
    if (!file.is_folder) {
        node.item = file.resource;
    }
    auto said = store::file_properties(snapshot, file.id());
    node.file = std::make_shared<const FileNode>(
        FileNode{std::move(file), std::move(said), std::move(path)});
    return node;
}

// Down the first `count` names of a place.
std::optional<store::File> walk(const store::Snapshot& snapshot, const Place& place,
                                std::size_t count) {
    std::optional<store::File> at = root_folder();
    for (std::size_t i = 0; i < count && at; ++i) {
        at = at->is_folder ? store::find_file(snapshot, at->id(), place.names[i]) : std::nullopt;
    }
    return at;
}

std::string path_in(const std::string& folder, const store::File& file) {
    return folder + encode_name(file.resource.name) + (file.is_folder ? "/" : "");
}

}  // namespace

std::optional<Node> locate_file(const store::Snapshot& snapshot, const Owner& owner,
                                const Place& place) {
    auto file = walk(snapshot, place, place.names.size());
    if (!file) {
        return std::nullopt;
    }
    // As it was asked for: who asks by a local part, compares with it.
    std::string path = place.files.empty() ? files_path(owner.address) : place.files;
    if (!file->is_folder) {
        path.pop_back();
    }
    return file_node(snapshot, *std::move(file), std::move(path));
}

std::vector<Node> files_page(const store::Snapshot& snapshot, const Node& folder,
                             std::string_view after) {
    std::vector<Node> nodes;
    for (auto& each : store::files_in(snapshot, folder.file->file.id(), after, kPage)) {
        std::string path = path_in(folder.file->path, each);
        nodes.push_back(file_node(snapshot, std::move(each), std::move(path)));
    }
    return nodes;
}

std::optional<store::FilePlace> file_place(const store::Snapshot& snapshot, const Place& place) {
    if (place.names.empty()) {
        return std::nullopt;
    }
    const auto folder = walk(snapshot, place, place.names.size() - 1);
    return folder && folder->is_folder
               ? std::optional(store::FilePlace{folder->id(), place.names.back()})
               : std::nullopt;
}

bool may_be_named(const Place& place) {
    return place.names.empty() || place.names.back().size() <= limits::kDavNameBytes;
}

std::string content_type_of(const Node& node) {
    if (node.books != nullptr) {
        return std::string(node.books->facts().content_type);
    }
    if (node.notice != nullptr) {
        return std::string(kXmlType);
    }
    return node.file->file.type.empty() ? "application/octet-stream" : node.file->file.type;
}

}  // namespace syncgate::dav
