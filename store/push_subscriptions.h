// Who is told of changes in a collection through a push service, and the key by which such services
// know this server. Source: WebDAV-Push; docs/decisions/0023-push-services.md.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"

namespace syncgate::store {

struct PushSubscription {
    AccountId account = 0;        // whose it is
    std::string id;               // what its URL calls it
    AccountId owner = 0;          // whose collection it is about
    CollectionId collection = 0;  // the same
    std::string resource;         // where messages go: a URL of the push service
    std::string public_key;       // for whom they are encrypted
    std::string secret;           // the same
    UnixSeconds created = 0;
    UnixSeconds expires = 0;
    Modseq told = 0;  // changes up to it are known there
    bool operator==(const PushSubscription&) const = default;
};

inline constexpr std::size_t kMostPushSubscriptions = 100;  // of an account

// Thread-safe. Every method: kUnavailable when the disk fails. What has expired is not there.
class PushSubscriptions {
  public:
    virtual ~PushSubscriptions() = default;

    // Adds it and gives its id; of the same account, collection and resource there is one, which is
    // renewed and keeps its id and when it was made. `id` and `created` are not looked at.
    // Errors: kNotFound (no such account or owner), kTooLarge (kMostPushSubscriptions).
    virtual Result<std::string> add(const PushSubscription& subscription) = 0;
    // Errors: kNotFound.
    virtual Result<void> remove(AccountId account, std::string_view id) = 0;

    // Those of an account; of all; of a collection: each by account and id.
    virtual Result<std::vector<PushSubscription>> of(AccountId account) = 0;
    virtual Result<std::vector<PushSubscription>> all() = 0;
    virtual Result<std::vector<PushSubscription>> about(AccountId owner,
                                                        CollectionId collection) = 0;

    // It is told of all up to `modseq` from now on: by whoever asks, whom alone this says true.
    virtual Result<bool> tell(const PushSubscription& subscription, Modseq modseq) = 0;
    // A write of its own, which took `modseq` where the collection had `before`, is known there. Of
    // one that has yet to be told of what was before, this changes nothing.
    virtual Result<void> note_own(const PushSubscription& subscription, Modseq before,
                                  Modseq modseq) = 0;

    // The private key, made by `make` where there is none yet; the same for all who share the
    // store.
    virtual Result<std::string> key(const std::function<std::string()>& make) = 0;
};

}  // namespace syncgate::store
