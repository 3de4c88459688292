// A message's attachments, and the references by which they are fetched.
// Source: MS-ASAIRS 2.2.2.7 Attachments.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/wbxml/element.h"
#include "model/ids.h"
#include "protocols/activesync/items/message.h"

namespace syncgate::activesync {

// The Attachments element, AirSyncBase's or the Email one of 2.5; nullopt when there are none.
std::optional<wbxml::Element> render_attachments(const Message& message);
bool has_attachments(const Message& message);

struct FileReference {
    CollectionId collection = 0;
    Uid uid = 0;
    std::size_t part = 0;  // index into Structure::parts
};

std::string to_text(const FileReference& reference);
// nullopt for what is no reference of ours. It may still name what is not there.
std::optional<FileReference> parse_file_reference(std::string_view text);

struct Attachment {
    std::string media_type;
    std::string content;
};
// Errors: kNotFound.
Result<Attachment> read_attachment(const store::Snapshot& snapshot, const FileReference& reference);

}  // namespace syncgate::activesync
