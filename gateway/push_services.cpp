#include "gateway/push_services.h"

#include "gateway/net/address.h"
#include "store/directory.h"

namespace syncgate {

PushServices::PushServices(adapters::PushOptions options, webpush::KeyPair key, store::Store& store,
                           Log& log, const std::string& contact)
    : client_(std::move(options)),
      herald_({store, client_, store.clock(), log}, std::move(key), {"mailto:" + contact}),
      offer_{store.clock(), herald_.public_key(),
             [this](AccountId owner, CollectionId collection) {
                 herald_.subscribed(owner, collection);
             }},
      endpoint_(store.directory().push_subscriptions(), log) {}

Result<std::unique_ptr<PushServices>> PushServices::make(const Config& config, store::Store& store,
                                                         Log& log, const std::string& contact) {
    const auto allowed = net::AddressList::parse(config.push_allow);
    if (!allowed) {
        return allowed.error();
    }
    const auto secret = store.directory().push_subscriptions().key(
        [] { return webpush::KeyPair::make().private_bytes(); });
    auto key = secret ? webpush::KeyPair::of_private(*secret) : secret.error();
    if (!key) {
        return key.error();
    }
    adapters::PushOptions options;
    options.authority = config.push_authority;
    options.is_allowed = [allowed = *allowed](const sockaddr& address) {
        return allowed.contains(net::storage_of(address));
    };
    return std::unique_ptr<PushServices>(
        new PushServices(std::move(options), *std::move(key), store, log, contact));
}

}  // namespace syncgate
