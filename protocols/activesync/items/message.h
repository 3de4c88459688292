// A stored message as the email item renders it: its row, and what was indexed when it arrived.
#pragma once

#include "formats/mime/message_index.h"
#include "model/item.h"
#include "protocols/activesync/items/item_kind.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

struct Message {
    const store::Snapshot& snapshot;
    const Item& item;
    const RenderOptions& options;
    store::Object object;
    mime::Envelope envelope;
    mime::Structure structure;

    [[nodiscard]] bool is_signed() const { return structure.top_type == "multipart/signed"; }
    [[nodiscard]] bool is_encrypted() const {
        return structure.top_type == "application/pkcs7-mime" ||
               structure.top_type == "application/x-pkcs7-mime";
    }
};

// Errors: kNotFound, kInternal (an index that does not decode).
Result<Message> load_message(const store::Snapshot& snapshot, const Item& item,
                             const RenderOptions& options);

}  // namespace syncgate::activesync
