// What a message is found by: the words of its subject, names and addresses, text, and the names of
// its attachments; and a contact: the words of its names, addresses and company.
#pragma once

#include <string>
#include <vector>

#include "formats/mime/message_index.h"

namespace syncgate::store {

// As words::keys, of everything together. `text`: its rendition.
std::vector<std::string> words_of(const mime::Envelope& envelope, const mime::Structure& structure,
                                  std::string_view text);

// Stands before each key of a card, so that mail with the same words is not in the way. U+E001,
// which is in no word.
inline constexpr std::string_view kOfCard = "\xee\x80\x81";
bool is_card(std::string_view text);
// Of a vCard; {} of what is none.
std::vector<std::string> words_of_card(std::string_view card);

// The names of what is attached, a line each.
std::string attachment_names(const mime::Structure& structure);

}  // namespace syncgate::store
