// A message's attachments, and the references by which they are fetched.
// Source: MS-ASAIRS 2.2.2.7 Attachments.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/wbxml/element.h"
#include "model/ids.h"
#include "protocols/activesync/items/message.h"
#include "protocols/activesync/items/part_content.h"

namespace syncgate::activesync {

// The Attachments element, AirSyncBase's or the Email one of 2.5; nullopt when there are none.
std::optional<wbxml::Element> render_attachments(const Message& message);
bool has_attachments(const Message& message);

// The parts of a draft change places when it is edited: there one is named by its Content-ID, so
// that a device that has edited it, or whose answer was lost, never means another. One that has
// none gets one at the first edit, which tells its place before (place_id).
struct FileReference {
    CollectionId collection = 0;
    Uid uid = 0;
    std::size_t part = 0;      // index into Structure::parts
    std::string content_id{};  // digest of the part's, which then counts instead; ""
};

FileReference reference_of(const Item& item, const mime::Structure& structure, std::size_t part);

std::string to_text(const FileReference& reference);
// nullopt for what is no reference of ours. It may still name what is not there.
std::optional<FileReference> parse_file_reference(std::string_view text);

// The attachment of a draft that this names, whatever was done to the draft since; nullopt when it
// is gone.
std::optional<std::size_t> part_of_draft(const mime::Structure& structure,
                                         const FileReference& reference);

// The Content-ID for a part that has none, before it leaves its place.
std::string place_id(const mime::Structure& structure, std::size_t part);

struct Attachment {
    std::string media_type;
    PartPlace place;
};
// Errors: kNotFound.
Result<Attachment> find_attachment(const store::Snapshot& snapshot, const FileReference& reference);

}  // namespace syncgate::activesync
