// One collection's Sync on its way: the line of keys read, commands executed, changes looked for,
// the line kept. Source: MS-ASCMD 2.2.1.21; docs/sync-engine.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocols/activesync/commands/sync_options.h"
#include "protocols/activesync/commands/sync_page.h"
#include "protocols/activesync/commands/sync_request.h"
#include "protocols/activesync/context.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/stuck_pages.h"

namespace syncgate::activesync {

// Source: MS-ASCMD 2.2.3.177.17 Status (Sync).
enum class CollectionStatus : int {
    kOk = 1,
    kInvalidKey = 3,
    kProtocolError = 4,
    kServerError = 5,
    kNotFound = 8,
    kHierarchyChanged = 12,
};

// The Collection element that says nothing else.
wbxml::Element collection_refusal(const SyncCollection& asked, CollectionStatus status);

class CollectionSync {
  public:
    // References outlive it. `alone` as of sync_collection().
    CollectionSync(Context& context, const SyncCollection& asked, AnswerRoom& room, bool alone)
        : context_(context),
          asked_(asked),
          room_(room),
          alone_(alone),
          get_changes_(asked.get_changes && room.may_begin()) {}

    // Once. The Collection element; nullopt when there is nothing to say.
    std::optional<wbxml::Element> run();

    // Another gateway has answered a request of this line since it was read, or a draft to send was
    // changed by another: nothing was kept.
    [[nodiscard]] bool was_outrun() const { return outrun_; }

  private:
    using Status = CollectionStatus;

    Status start();
    Status go_on();
    wbxml::Element finish();

    // -- what is there
    template <class F>
    Status read(F&& f);  // f: (const Snapshot&) -> Result<Status>
    Result<Status> open(const store::Snapshot& snapshot);
    bool choose_options(const std::string& before);
    bool use_key();
    [[nodiscard]] bool compacted() const;
    Result<Status> look(const store::Snapshot& snapshot);
    Result<Status> look_again(const store::Snapshot& snapshot);

    // -- a page that is asked for again and again
    [[nodiscard]] bool is_judged() const;
    [[nodiscard]] StuckPages::Place place() const;
    [[nodiscard]] StuckPages::Advice advise() const;

    // -- what is kept
    Status execute_commands();
    Status save_as_new();
    Status save();
    Result<bool> keep_line(store::Note& note);
    void keep_aside(store::Note& note, Uid uid) const;
    [[nodiscard]] Status not_written(const Error& error) const;

    Context& context_;
    const SyncCollection& asked_;
    AnswerRoom& room_;
    const bool alone_;
    const bool get_changes_;
    CollectionId named_ = 0;  // by the device
    CollectionId id_ = 0;
    Seen seen_;
    Collection* collection_ = nullptr;  // in seen_
    SyncLine line_;
    SyncOptions options_;
    Window window_;
    SyncLine::Used used_;
    SyncPoint next_;
    std::vector<std::optional<wbxml::Element>> responses_;
    std::optional<SyncPage> page_;
    bool more_ = false;
    bool outrun_ = false;
    std::string key_;  // of the answer; empty: nothing to say
};

}  // namespace syncgate::activesync
