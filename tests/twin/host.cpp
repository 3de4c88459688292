#include "tests/twin/host.h"

#include "formats/mime/message_index.h"
#include "store/directory.h"

namespace syncgate::twin {
namespace {

constexpr AccountId kAccount = 1;
constexpr const char* kAddress = "u@twin.example";

}  // namespace

Host::Host(std::filesystem::path folder, const std::string& database, const Clock& clock,
           int others, Planted mistake)
    : folder_(std::move(folder)), clock_(clock), mistake_(mistake) {
    mime::init();
    if (!database.empty()) {
        database_.emplace(database);
    }
    {
        const auto store = open_store(0);
        check(store->directory().add_domain("twin.example").has_value(), "no domain");
        check(must(store->create_account(kAddress, "hash")) == kAccount, "no account");
        for (int i = 0; i < others; ++i) {
            must(store->create_account("v" + std::to_string(i) + "@twin.example", "hash"));
        }
    }
    open();
}

Host::~Host() {
    close();
}

std::filesystem::path Host::generation() const {
    return folder_ / std::to_string(generation_);
}

std::unique_ptr<store::Store> Host::open_store(std::size_t gateway) {
    store::Store::Services services{clock_, log_, this};
    if (!database_) {
        return must(store::Store::open(generation(), services));
    }
    services.database = database_->conninfo();
    return must(store::Store::open(folder_ / ("gateway" + std::to_string(gateway)), services));
}

void Host::open() {
    for (std::size_t i = 0; i < (database_ ? gateways_.size() : 1); ++i) {
        auto& gateway = gateways_[i];
        gateway.store = open_store(i);
        gateway.endpoint = std::make_unique<activesync::Endpoint>(
            activesync::Services{*gateway.store, clock_, log_, true, {}});
        gateway.dav = std::make_unique<dav::Endpoint>(dav::Services{*gateway.store, log_});
        gateway.account = must(gateway.store->account(kAccount));
        if (mistake_ != Planted::kNone) {
            gateway.mistaken = std::make_unique<Mistaken>(mistake_, *gateway.account,
                                                          *gateway.endpoint, *gateway.dav);
        }
        gateway.store->carry_out_due();
    }
}

void Host::close() {
    for (auto& gateway : gateways_) {
        gateway.mistaken.reset();
        gateway.dav.reset();
        gateway.account.reset();
        gateway.endpoint.reset();
        gateway.store.reset();
    }
}

Server Host::server() {
    if (database_) {
        turn_ = (turn_ + 1) % gateways_.size();
    }
    auto& gateway = gateways_[turn_];
    if (gateway.mistaken) {
        return {gateway.mistaken.get(), gateway.mistaken.get(), {kAccount, kAddress}};
    }
    return {gateway.endpoint.get(), gateway.dav.get(), {kAccount, kAddress}};
}

std::shared_ptr<store::Account> Host::other() {
    return must(gateways_[turn_].store->account(kAccount + 1));
}

void Host::restart() {
    close();
    open();
}

void Host::copy_to_next() {
    const auto next = folder_ / std::to_string(generation_ + 1);
    std::filesystem::copy(generation(), next, std::filesystem::copy_options::recursive);
    copied_ = true;
}

void Host::changed(AccountId, CollectionId, Modseq) {
    if (armed_ && !copied_) {
        copy_to_next();
    }
}

bool Host::kill() {
    if (database_) {
        restart();
        return false;
    }
    const bool at_commit = copied_;
    if (!copied_) {
        copy_to_next();
    }
    close();
    std::filesystem::remove_all(generation());
    ++generation_;
    armed_ = copied_ = false;
    open();
    return at_commit;
}

}  // namespace syncgate::twin
