// What ItemOperations fetches: items and attachments, in one document or as parts beside it.
// Source: MS-ASCMD 2.2.1.10, 2.2.3.67.1 Fetch.
#pragma once

#include <string>
#include <vector>

#include "formats/wbxml/element.h"
#include "protocols/activesync/commands/pieces.h"
#include "protocols/activesync/context.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {

// Source: MS-ASCMD 2.2.3.177.8 Status (ItemOperations).
enum OperationStatus : int {
    kOk = 1,
    kProtocolError = 2,
    kServerError = 3,
    kNotFound = 6,
    kInvalidRange = 8,
    kUnknownStore = 9,
    kTooLarge = 11,
    kInvalidAttachment = 15,
    kIdsExclude = 105,
    kMoveFailed = 154,
    kMoveAlwaysMissing = 155,
    kInvalidDestination = 156,
};

// An element of ItemOperations with its Status.
wbxml::Element with_status(wbxml::Tag tag, int status);

// The Fetches of one request; large contents, and the parts of a multipart answer, gather here.
class Fetches {
  public:
    Fetches(const Context& context, bool multipart) : context_(context), multipart_(multipart) {}

    // `place`: this request, in the account that the snapshot is of.
    wbxml::Element fetch(const Context& place, const store::Snapshot& snapshot,
                         const wbxml::Element& asked);
    // Names what was asked for, so that the client can tell which it was.
    static wbxml::Element refused(const wbxml::Element& asked, int status);

    // Content that comes while the answer is sent stands within the document.
    [[nodiscard]] bool has_gaps() const { return !multipart_ && !contents_.empty(); }
    // The document with what was fetched.
    Reply reply(const wbxml::Element& document);

  private:
    int named_item(const wbxml::Element& asked, ItemId& id) const;
    wbxml::Element fetch_item(const Context& place, const store::Snapshot& snapshot,
                              const wbxml::Element& asked);
    wbxml::Element fetch_attachment(const store::Snapshot& snapshot, const wbxml::Element& asked,
                                    const std::string& text);
    wbxml::Element take_body(const store::Snapshot& snapshot, const wbxml::Element& body,
                             const std::optional<PartPlace>& large);
    wbxml::Element data_of(const store::Snapshot& snapshot, const wbxml::Element& data,
                           const std::optional<PartPlace>& large);
    void add_content(wbxml::Element& properties, Piece content);
    std::int64_t add_part(Piece part);

    const Context& context_;
    bool multipart_;
    std::vector<Piece> contents_;  // parts, or what belongs into the document's gaps
    std::size_t size_ = 0;         // of what was fetched so far
};

}  // namespace syncgate::activesync
