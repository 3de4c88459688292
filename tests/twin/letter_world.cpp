#include "tests/twin/letter_world.h"

#include <algorithm>

#include "formats/mime/message_index.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/item_kind.h"
#include "protocols/activesync/sync/server_id.h"
#include "tests/twin/violation.h"

namespace syncgate::twin {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;
namespace email = wbxml::email;

constexpr int kOk = 1;
constexpr int kConflict = 7;
constexpr int kGone = 8;
constexpr int kPreviouslySent = 118;
constexpr std::size_t kCrowded = 15;

// Of drafts, as devices see them that write such, and as all others do.
constexpr wbxml::Tag kTags[] = {email::kTo, email::kSubject, email::kRead, base::kBody,
                                base::kAttachments};
constexpr wbxml::Tag kOldTags[] = {email::kTo, email::kSubject, email::kRead};

const std::string kTo = name_of_field(email::kTo);
const std::string kSubject = name_of_field(email::kSubject);
const std::string kRead = name_of_field(email::kRead);
const std::string kBody = name_of_field(base::kBody);

bool writes_drafts(const Writer& writer) {
    return writer.phone.version().starts_with("16.");
}

Element command_of(wbxml::Tag kind, wbxml::Tag named, const std::string& id, bool sends,
                   Element data) {
    Element command(kind);
    command.add(named, id);
    if (sends) {
        command.add(wbxml::email2::kSend);
    }
    command.add(std::move(data));
    return command;
}

std::vector<std::string> files_of(const Fields& draft) {
    std::vector<std::string> names;
    for (const auto& [name, value] : draft) {
        if (name.starts_with(kFile)) {
            names.push_back(name);
        }
    }
    return names;
}

}  // namespace

LetterWorld::LetterWorld(std::uint64_t seed, const std::filesystem::path& folder,
                         const std::string& database, Planted mistake)
    : EditWorld({seed, folder, database, mistake}, 1, "Email") {
    add_writer("OLDEST", "2.5", kOldTags);
    add_writer("OLD", "12.1", kOldTags);
    add_writer("MIDDLE", "14.1", kOldTags);
    add_writer("NEW", "16.0", kTags);
    add_writer("NEWEST", "16.1", kTags);
}

std::string LetterWorld::find_folder(const Phone& phone) const {
    for (const auto& [id, folder] : phone.folders) {
        if (folder.name == "Drafts") {
            return id;
        }
    }
    throw Violation("no drafts");
}

// -- drafts

void LetterWorld::change_files(Fields& draft, Element& data) {
    const auto files = files_of(draft);
    Element attachments(base::kAttachments);
    if (!files.empty() && dice_.chance(0.4)) {
        const std::string name = dice_.pick(files);
        attachments.add(base::kDelete).add(base::kFileReference, draft[name]);
        draft.erase(name);
    }
    if (files.empty() || dice_.chance(0.5)) {
        const std::string name = "f" + std::to_string(next_number()) + ".txt";
        Element& file = attachments.add(base::kAdd);
        file.add(base::kClientId, name);
        file.add(Element::opaque(base::kContent, "content of " + name));
        file.add(base::kContentType, std::string("text/plain"));
        file.add(base::kDisplayName, name);
        file.add(base::kMethod, 1);
        draft[kFile + name] = "";  // the answer says its reference
    }
    if (!attachments.empty()) {
        data.add(std::move(attachments));
    }
}

Element LetterWorld::write(Fields& draft) {
    const std::string kRecipients[] = {"\"Ann\" <ann@far.example>", "v0@twin.example",
                                       "\"Ann\" <ann@far.example>, v0@twin.example",
                                       "\"Bo\" <bo@far.example>"};
    Element data(air_sync::kApplicationData);
    if (draft[kTo].empty() || dice_.chance(0.5)) {
        draft[kTo] = dice_.one_of(kRecipients);
    }
    data.add(email::kTo, draft[kTo]);
    data.add(email::kSubject, draft[kSubject]);
    if (draft[kBody].empty() || dice_.chance(0.5)) {
        draft[kBody] = "text " + std::to_string(next_number()) + " ü";
        Element& body = data.add(base::kBody);
        body.add(base::kType, 1);
        body.add(base::kData, draft[kBody]);
    }
    if (dice_.chance(0.3)) {
        change_files(draft, data);
    }
    return data;
}

void LetterWorld::add(Writer& writer) {
    Edit edit{Edit::Kind::kAdd, next_number(), "", {}, Element(air_sync::kAdd)};
    auto& pending = writer.copy.pending;
    const auto again = std::find_if(pending.begin(), pending.end(),
                                    [](const Edit& each) { return each.kind == Edit::Kind::kAdd; });
    if (again != pending.end() && dice_.chance(0.4)) {  // the user goes on writing
        edit.id = again->id;
        edit.after = {{kSubject, again->after[kSubject]}};
    } else {
        edit.id = "c" + std::to_string(++writer.edits);
        edit.after = {{kSubject, "draft " + std::to_string(next_number())}};
    }
    edit.sends = dice_.chance(0.3);
    edit.after[kRead] = "1";
    Element data = write(edit.after);
    edit.command =
        command_of(air_sync::kAdd, air_sync::kClientId, edit.id, edit.sends, std::move(data));
    writer.copy.put(std::move(edit));
}

void LetterWorld::change(Writer& writer, const std::string& id) {
    Edit edit{Edit::Kind::kChange, next_number(), id, writer.copy.items.at(id),
              Element(air_sync::kChange)};
    edit.sends = dice_.chance(0.3);
    Element data = write(edit.after);
    edit.command =
        command_of(air_sync::kChange, air_sync::kServerId, id, edit.sends, std::move(data));
    writer.copy.put(std::move(edit));
}

void LetterWorld::mark(Writer& writer, const std::string& id) {
    Edit edit{Edit::Kind::kChange, next_number(), id, writer.copy.items.at(id),
              Element(air_sync::kChange)};
    edit.after[kRead] = dice_.chance(0.5) ? "1" : "0";
    Element data(air_sync::kApplicationData);
    data.add(email::kRead, edit.after[kRead]);
    edit.command = command_of(air_sync::kChange, air_sync::kServerId, id, false, std::move(data));
    writer.copy.put(std::move(edit));
}

void LetterWorld::remove(Writer& writer, const std::string& id) {
    Edit edit{Edit::Kind::kDelete, next_number(), id, {}, Element(air_sync::kDelete)};
    edit.command.add(air_sync::kServerId, id);
    writer.copy.put(std::move(edit));
}

void LetterWorld::edit(Writer& writer) {
    const auto& items = writer.copy.items;
    const bool crowded = items.size() > kCrowded;
    if (writes_drafts(writer) && (items.empty() || (!crowded && dice_.chance(0.35)))) {
        add(writer);
        return;
    }
    if (items.empty()) {
        return;
    }
    const std::string id = dice_.pick(items).first;
    if (dice_.chance(crowded ? 0.4 : 0.05)) {
        remove(writer, id);
    } else if (writes_drafts(writer) && dice_.chance(0.85)) {
        change(writer, id);
    } else {
        mark(writer, id);
    }
}

void LetterWorld::answered(Writer&, const Edit& edit, int status) {
    ++counts_["edits answered"];
    counts_["conflicts"] += status == kConflict ? 1 : 0;
    const bool was_sent = status == kPreviouslySent || (edit.sends && status == kOk);
    const bool may_lose = edit.kind != Edit::Kind::kAdd && (status == kConflict || status == kGone);
    check(
        status == kOk || (was_sent && edit.kind == Edit::Kind::kAdd) || may_lose,
        "an edit of a draft: Status " + std::to_string(status) + "\n" + wbxml::dump(edit.command));
    if (was_sent) {
        ++counts_["drafts sent"];
        letters_[edit.after.at(kSubject)] = true;
    }
}

void LetterWorld::sending(const std::vector<Edit>& edits) {
    must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<int> {
        for (const auto& edit : edits) {
            if (edit.sends) {
                letters_.try_emplace(edit.after.at(kSubject), false);
            }
            const auto id = activesync::parse_item_id(edit.id);
            const auto item = id ? snapshot.item(id->collection, id->uid) : std::nullopt;
            if (edit.kind == Edit::Kind::kDelete && item) {
                may_go_.insert(
                    mime::decode_envelope(snapshot.object(item->object)->envelope)->subject);
            }
        }
        return 0;
    }));
}

// -- the truth

Fields LetterWorld::shown(const store::Snapshot& snapshot, const Item& item,
                          const Writer& writer) const {
    activesync::RenderOptions options;
    options.version = activesync::parse_version(writer.phone.version()).value();
    options.bodies.push_back({});
    const auto rendered = activesync::item_kind(ItemClass::kMail).render(snapshot, item, options);
    return fields_of(rendered, writer.copy.tags());
}

void LetterWorld::check_drafts(const Places& places) {
    for (const auto& [subject, count] : places.drafts) {
        check(count == 1, "a draft is there twice: " + subject);
        check(!places.sent.contains(subject), "a draft that was sent is still one: " + subject);
        drafts_.insert(subject);
    }
    for (const auto& subject : drafts_) {
        check(places.drafts.contains(subject) || places.sent.contains(subject) ||
                  may_go_.contains(subject),
              "a draft is lost: " + subject);
    }
}

// Each recipient that Sent, or the request, names gets it once.
void LetterWorld::check_arrival(const std::string& subject, bool acknowledged,
                                const Places& places) {
    const auto count = [&](const std::map<std::string, int>& counts) {
        const auto it = counts.find(subject);
        return it == counts.end() ? 0 : it->second;
    };
    const auto posting = postings_.find(subject);
    const bool save = posting == postings_.end() || posting->second.save;
    const int relayed = count(relayed_);
    const int here = count(places.inbox);
    const int sent = save ? count(places.sent) : std::max(relayed, here);
    check(sent <= 1, subject + " was sent " + std::to_string(sent) + " times");
    check(save || count(places.sent) == 0, subject + " is in Sent, as nobody wanted");
    check(!acknowledged || sent == 1, subject + " was acknowledged and is not sent");
    const std::string to = posting != postings_.end() ? posting->second.to
                           : sent == 1                ? places.to.at(subject)
                                                      : "";
    const auto expected = [&](const char* domain) {
        return sent == 1 && to.find(domain) != std::string::npos ? 1 : 0;
    };
    check(relayed == expected("far.example"),
          subject + " went to the relay " + std::to_string(relayed) + " times");
    check(here == expected("twin.example"),
          subject + " arrived here " + std::to_string(here) + " times");
}

void LetterWorld::check_all() {
    relay();
    const Places now = places();
    check_drafts(now);
    for (const auto& [subject, acknowledged] : letters_) {
        check_arrival(subject, acknowledged, now);
    }
    for (const auto* counts : {&now.sent, &now.inbox, &std::as_const(relayed_)}) {
        for (const auto& [subject, count] : *counts) {
            check(letters_.contains(subject), "nobody sent " + subject);
        }
    }
}

}  // namespace syncgate::twin
