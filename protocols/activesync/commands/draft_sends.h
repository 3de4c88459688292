// The drafts that a Sync is to send. A write of an account may not wait for the directory, so each
// message is made and its recipients are looked up before; the write takes it as it is, or not at
// all where the draft has become another meanwhile.
// Source: MS-ASEMAIL 2.2.2.69 Send; docs/decisions/0008-sending-once.md.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "protocols/activesync/commands/hand_over.h"
#include "protocols/activesync/commands/sync_request.h"
#include "protocols/activesync/items/item_kind.h"

namespace syncgate::activesync {

class ReadySend {
  public:
    // A message made of the draft's text `base` (0: of an Add's data alone).
    ReadySend(ObjectId base, Submission submission)
        : base_(base), submission_(std::move(submission)), texts_(submission_, true) {}

    [[nodiscard]] ObjectId base() const { return base_; }
    [[nodiscard]] const SentTexts& texts() const { return texts_; }

  private:
    ObjectId base_;
    Submission submission_;
    SentTexts texts_;  // borrows from submission_
};

// One of the two.
struct PreparedSend {
    int refused = 0;  // an item status
    std::unique_ptr<const ReadySend> ready;
};

// By command, which outlives it.
using DraftSends = std::map<const SyncCommand*, PreparedSend>;

// Of those commands that send. Errors: those of Account::read.
Result<DraftSends> prepare_sends(Context& context, const Collection& folder,
                                 const std::vector<SyncCommand>& commands,
                                 const EditOptions& options);

}  // namespace syncgate::activesync
