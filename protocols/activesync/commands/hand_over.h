// A message on its way out: made ready for sending, and handed over in the sender's own write.
// Source: docs/decisions/0008-sending-once.md.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "protocols/activesync/commands/submission.h"
#include "protocols/activesync/context.h"
#include "protocols/activesync/status.h"
#include "store/change.h"

namespace syncgate::activesync {

// What is known at once of a message and its recipients is told at once, and logged; what the relay
// says of them later comes as a bounce. `name` as prepare_submission wants it.
std::variant<Submission, CommonStatus> make_ready(Context& context, const PagedText& mime,
                                                  std::string_view name);

CommonStatus refused_to_send(Context& context, const Error& error);

// What is kept of a message, indexed: as it leaves and, where that differs by Bcc, as Sent shows
// it. Borrows from the submission.
class SentTexts {
  public:
    SentTexts(const Submission& submission, bool save);

    // For accounts here and for the relay, and in Sent where it is saved; whom it names is noted
    // (store/collected.h). All errors come before
    // anything is changed: kOverQuota, kUnavailable (too much waits), kInternal (no Sent folder).
    [[nodiscard]] Result<void> hand_over(store::Change& change, UnixSeconds now) const;

  private:
    const Submission& submission_;
    bool save_;
    bool is_one_;  // both are the same
    store::NewObject message_, copy_;
};

}  // namespace syncgate::activesync
