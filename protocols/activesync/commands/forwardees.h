// A SmartForward of 16.0 and later that names whom to forward to, and leaves the message to the
// server. Source: MS-ASCMD 2.2.3.76 Forwardees; 2.2.2 (178, 179).
#pragma once

#include <optional>
#include <string>

#include "formats/mime/message_index.h"
#include "formats/wbxml/element.h"

namespace syncgate::activesync {

// Whether it does: Forwardees, or a Body of its own.
bool names_forwardees(const wbxml::Element& request);

// To the Forwardees, with the Body as its text and the original's subject. nullopt: one of them is
// no address, there are none, or the Body is neither plain text nor HTML.
std::optional<std::string> forwarding_message(const wbxml::Element& request,
                                              const mime::Envelope& original);

}  // namespace syncgate::activesync
