// Mail that the devices of the letters' world send, and what becomes of it.
#include "formats/mime/message_index.h"
#include "protocols/activesync/sync/server_id.h"
#include "store/delivery.h"
#include "tests/twin/letter_world.h"
#include "tests/twin/violation.h"

namespace syncgate::twin {
namespace {

constexpr int kAll = 1'000'000;

std::string subject_of(const store::Snapshot& snapshot, ObjectId object) {
    return mime::decode_envelope(snapshot.object(object)->envelope)->subject;
}

std::vector<Item> items_in(const store::Snapshot& snapshot, Role role) {
    return snapshot.items(snapshot.by_role(ItemClass::kMail, role)->id, 0, kAll);
}

std::map<std::string, int> subjects_in(const store::Snapshot& snapshot, Role role) {
    std::map<std::string, int> found;
    for (const auto& item : items_in(snapshot, role)) {
        ++found[subject_of(snapshot, item.object)];
    }
    return found;
}

}  // namespace

// What is answered and forwarded: never deleted in this world.
void LetterWorld::deliver() {
    const std::string mail = "From: eve@far.example\r\nTo: u@twin.example\r\nMessage-ID: <" +
                             std::to_string(next_number()) +
                             "@far.example>\r\nSubject: received\r\n\r\nHello\r\n";
    store::Delivery delivery;
    delivery.message = mail;
    must(store::deliver(host_.account(), clock_, delivery));
}

Posting LetterWorld::new_posting() {
    const char* const kRecipients[] = {"ann@far.example", "v0@twin.example",
                                       "ann@far.example, v0@twin.example"};
    Posting posting;
    posting.writer = static_cast<std::size_t>(dice_.below(static_cast<int>(writers_.size())));
    posting.client_id = "send" + std::to_string(next_number());
    posting.to = dice_.one_of(kRecipients);
    posting.save = dice_.chance(0.7);
    const auto inbox = must(
        host_.account().read([&](const store::Snapshot& snapshot) -> Result<std::vector<Item>> {
            return items_in(snapshot, Role::kInbox);
        }));
    if (!inbox.empty() && dice_.chance(0.5)) {
        posting.command = dice_.chance(0.5) ? "SmartReply" : "SmartForward";
        const Item& item = dice_.pick(inbox);
        posting.source = activesync::to_server_id(activesync::ItemId{item.collection, item.uid});
    }
    posting.mime = "From: u@twin.example\r\nTo: " + posting.to +
                   "\r\nSubject: " + posting.client_id + "\r\n\r\nText of " + posting.client_id +
                   "\r\n";
    return posting;
}

bool LetterWorld::post(const Posting& posting) {
    letters_.try_emplace(posting.client_id, false);
    ++counts_["sends"];
    const auto& phone = writers_[posting.writer].phone;
    const double fate = dice_.fraction();
    if (fate < 0.08) {
        return false;  // the request is lost
    }
    if (fate < 0.14) {
        host_.kill_at_next_commit();
        send(host_.server(), phone, posting);
        ++counts_[host_.kill() ? "killed at a send's commit" : "killed"];
        return false;
    }
    send(host_.server(), phone, posting);
    if (fate < 0.40) {
        ++counts_["lost answers"];
        return false;
    }
    letters_[posting.client_id] = true;
    return true;
}

// A send without an answer goes out again, or is given up; now and then the network brings one
// again that was answered.
void LetterWorld::retry() {
    if (unanswered_.empty() || dice_.chance(0.1)) {
        if (!postings_.empty()) {
            ++counts_["late"];
            const auto& posting = dice_.pick(postings_).second;
            send(host_.server(), writers_[posting.writer].phone, posting);
        }
        return;
    }
    const auto at = unanswered_.begin() + dice_.below(static_cast<int>(unanswered_.size()));
    const std::string subject = *at;
    if (dice_.chance(0.1) || post(postings_.at(subject))) {
        unanswered_.erase(at);
    }
}

void LetterWorld::relay() {
    const auto take = [](store::Note& note) -> Result<std::optional<Outgoing>> {
        return note.take_outgoing({"relay", true});
    };
    while (const auto mail = must(host_.account().note(take))) {
        std::vector<OutgoingOutcome> outcomes;
        for (const auto& each : mail->recipients) {
            outcomes.push_back({each.address, true, 0, "", false});
        }
        ++counts_["relayed"];
        must(host_.account().write([&](store::Change& change) -> Result<int> {
            ++relayed_[subject_of(change, mail->object)];
            change.settle_outgoing(mail->id, outcomes);
            return 0;
        }));
    }
}

LetterWorld::Places LetterWorld::places() {
    Places found;
    must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<int> {
        found.sent = subjects_in(snapshot, Role::kSent);
        found.drafts = subjects_in(snapshot, Role::kDrafts);
        for (const auto& item : items_in(snapshot, Role::kSent)) {
            const auto envelope = mime::decode_envelope(snapshot.object(item.object)->envelope);
            for (const auto& each : envelope->to) {
                found.to[envelope->subject] += each.address + " ";
            }
        }
        return 0;
    }));
    must(host_.other()->read([&](const store::Snapshot& snapshot) -> Result<int> {
        found.inbox = subjects_in(snapshot, Role::kInbox);
        return 0;
    }));
    return found;
}

void LetterWorld::others() {
    const double what = dice_.fraction();
    if (what < 0.15) {
        deliver();
    } else if (what < 0.55) {
        const Posting posting = new_posting();
        postings_[posting.client_id] = posting;
        if (!post(posting)) {
            unanswered_.push_back(posting.client_id);
        }
    } else if (what < 0.85) {
        retry();
    } else {
        relay();
    }
}

void LetterWorld::rest_others() {
    for (const auto& subject : unanswered_) {
        const auto& posting = postings_.at(subject);
        send(host_.server(), writers_[posting.writer].phone, posting);
        letters_[subject] = true;
    }
    unanswered_.clear();
}

}  // namespace syncgate::twin
