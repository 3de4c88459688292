#include "protocols/activesync/items/contact.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "formats/vcard/revision.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/contact_lists.h"
#include "protocols/activesync/items/contact_names.h"
#include "protocols/activesync/items/text_body.h"

namespace syncgate::activesync {
namespace {

namespace contacts = wbxml::contacts;
using vcard::Card;
using Texts = std::vector<std::string>;  // one a row

std::string& text_of(Texts& texts, wbxml::Tag tag) {
    const auto rows = contact_rows();
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const auto& each) { return each.tag == tag; });
    return texts[static_cast<std::size_t>(row - rows.begin())];
}

std::string text_in(const Card& card, const Standings& standings, Place place) {
    const auto index = standings.find(place, 0);
    return index ? card.properties[*index].text() : std::string();
}

std::string reached_at(Texts& texts) {
    for (const auto tag : {contacts::kEmail1Address, contacts::kEmail2Address,
                           contacts::kEmail3Address, contacts::kMobilePhoneNumber,
                           contacts::kHomePhoneNumber, contacts::kBusinessPhoneNumber}) {
        if (!text_of(texts, tag).empty()) {
            return text_of(texts, tag);
        }
    }
    return {};
}

Names names_of(Texts& texts) {
    return {text_of(texts, contacts::kTitle),
            text_of(texts, contacts::kFirstName),
            text_of(texts, contacts::kMiddleName),
            text_of(texts, contacts::kLastName),
            text_of(texts, contacts::kSuffix),
            text_of(texts, contacts::kCompanyName),
            reached_at(texts)};
}

// A card may have a formatted name alone, and clients show nothing but the parts: then it is the
// last name, unless something else that is shown says the same.
void stand_in_for_name(Texts& texts, const std::string& formatted) {
    Names names = names_of(texts);
    names.company.clear();
    names.reached_at.clear();
    if (names == Names() && std::find(texts.begin(), texts.end(), formatted) == texts.end()) {
        text_of(texts, contacts::kLastName) = formatted;
    }
}

Texts shown(const Card& card, const Standings& standings) {
    Texts texts;
    for (const auto& row : contact_rows()) {
        const auto index = standings.find(row.place, row.slot);
        texts.push_back(index ? row.form->read(card.properties[*index], row.component)
                              : std::string());
    }
    stand_in_for_name(texts, canonical_text(text_in(card, standings, Place::kFormattedName)));
    return texts;
}

// How a contact is filed: as its owner said, else by its formatted name, else by what would be it.
std::string file_as(const Card& card, const Standings& standings, Texts& texts) {
    for (const auto place : {Place::kFileAs, Place::kFormattedName}) {
        if (std::string text = canonical_text(text_in(card, standings, place)); !text.empty()) {
            return text;
        }
    }
    return best_name(names_of(texts));
}

bool says_nothing(const vcard::Property& property) {
    return property.value().find_first_not_of("; ") == std::string::npos;
}

class Merging {
  public:
    Merging(Card& card, const wbxml::Element& data, const EditOptions& options)
        : card_(card), data_(data), options_(options), standings_(card) {}

    Result<> run() {
        Texts before = shown(card_, standings_);
        auto wanted = wanted_texts(before);
        if (!wanted) {
            return wanted.error();
        }
        merge_rows(before, *wanted);
        const auto lists = merge_contact_lists(card_, data_, options_.supported);
        if (!lists) {
            return lists.error();
        }
        if (*lists) {
            standings_ = Standings(card_);
            changed_ = true;
        }
        if (auto merged = merge_note(); !merged) {
            return merged;
        }
        follow_names(before, *wanted);
        settle_last_name(*wanted);
        merge_file_as();
        return {};
    }

  private:
    // What each row shall show: what the client sent, or what it shows where that counts.
    Result<Texts> wanted_texts(const Texts& before) const {
        Texts wanted = before;
        const auto rows = contact_rows();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto sent = data_.text(rows[i].tag);
            if (rows[i].server_only || keeps(rows[i].tag, sent)) {
                continue;
            }
            auto accepted = rows[i].form->accept(sent.value_or(""));
            if (!accepted) {
                return Error{ErrorCode::kMalformed,
                             "activesync: no " + std::string(wbxml::name_of(rows[i].tag))};
            }
            wanted[i] = *std::move(accepted);
        }
        return wanted;
    }

    bool keeps(wbxml::Tag tag, std::optional<std::string_view> sent) const {
        if (!sent) {
            return options_.supported.ghosts(tag);
        }
        return tag == contacts::kPicture && sent->empty() && options_.empty_picture_keeps;
    }

    void merge_rows(const Texts& before, const Texts& wanted) {
        const auto rows = contact_rows();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (wanted[i] != before[i]) {
                put(rows[i].place, *rows[i].form, wanted[i], rows[i].slot, rows[i].component);
            }
        }
    }

    void put(Place place, const Form& form, std::string_view text, std::size_t slot = 0,
             std::size_t component = 0) {
        auto index = standings_.find(place, slot);
        if (!index && text.empty()) {
            return;
        }
        if (!index) {
            index = add_property(card_, place, slot);
            standings_ = Standings(card_);
        }
        form.write(card_.properties[*index], component, text);
        const bool required = place == Place::kName || place == Place::kFormattedName;
        if (!required && says_nothing(card_.properties[*index])) {
            remove_properties(card_, {*index}, standings_);
        }
        standings_ = Standings(card_);
        changed_ = true;
    }

    Result<> merge_note() {
        const std::string note = text_in(card_, standings_, Place::kNote);
        const auto merged = merged_text_body(data_, note, options_.version);
        if (!merged) {
            return merged.error();
        }
        if (*merged != note) {
            put(Place::kNote, form::kExactText, *merged);
        }
        return {};
    }

    void follow_names(Texts& before, Texts& wanted) {
        const std::string old = canonical_text(text_in(card_, standings_, Place::kFormattedName));
        const std::string now = following_name(old, names_of(before), names_of(wanted));
        if (now != old && (changed_ || !old.empty())) {
            put(Place::kFormattedName, form::kText, now);
        }
    }

    // The stand-in for a name becomes one where the card would show another now; where the client
    // wants none, what it stood for goes.
    void settle_last_name(Texts& wanted) {
        Texts now = shown(card_, standings_);
        const std::string& last = text_of(wanted, contacts::kLastName);
        if (text_of(now, contacts::kLastName) == last) {
            return;
        }
        if (last.empty()) {
            put(Place::kFormattedName, form::kText, best_name(names_of(wanted)));
        } else {
            put(Place::kName, form::kComponent, last);
        }
    }

    void merge_file_as() {
        const auto sent = data_.text(contacts::kFileAs);
        if (!sent && options_.supported.ghosts(contacts::kFileAs)) {
            return;
        }
        const std::string wanted = canonical_text(sent.value_or(""));
        Texts now = shown(card_, standings_);
        if (wanted != file_as(card_, standings_, now)) {
            put(Place::kFileAs, form::kText, wanted);
        }
    }

    Card& card_;
    const wbxml::Element& data_;
    const EditOptions& options_;
    Standings standings_;
    bool changed_ = false;
};

}  // namespace

Card new_contact(std::string_view uid) {
    Card card = vcard::new_card(uid);
    card.add(new_property(Place::kName, card.version));
    card.add(new_property(Place::kFormattedName, card.version));
    return card;
}

wbxml::Element render_contact(const Card& card, const RenderOptions& options) {
    const Standings standings(card);
    wbxml::Element data(wbxml::air_sync::kApplicationData);
    Texts texts = shown(card, standings);
    if (std::string filed = file_as(card, standings, texts); !filed.empty()) {
        data.add(contacts::kFileAs, std::move(filed));
    }
    const auto rows = contact_rows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (options.version >= rows[i].since && !texts[i].empty()) {
            data.add(rows[i].tag, std::move(texts[i]));
        }
    }
    render_contact_lists(card, standings, data);
    add_text_body(data, text_in(card, standings, Place::kNote), options);
    return data;
}

Result<Card> merge_contact(Card card, const wbxml::Element& data, const EditOptions& options) {
    const std::string before = vcard::write(card);
    if (auto merged = Merging(card, data, options).run(); !merged) {
        return merged.error();
    }
    std::string text = vcard::write(card);
    if (text != before && vcard::set_revision(card, options.now)) {
        text = vcard::write(card);
    }
    if (text.size() > limits::kVcardBytes) {
        return Error{ErrorCode::kTooLarge, "activesync: a card over its limit"};
    }
    return card;
}

}  // namespace syncgate::activesync
