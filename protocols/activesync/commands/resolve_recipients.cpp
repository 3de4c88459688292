#include "protocols/activesync/commands/resolve_recipients.h"

#include <algorithm>

#include "base/base64.h"
#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/people.h"
#include "protocols/activesync/commands/person_picture.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace resolve = wbxml::resolve_recipients;

// Source: MS-ASCMD 2.2.3.177.13 Status (ResolveRecipients).
enum ResolveStatus : int {
    kOk = 1,
    kAmbiguous = 2,
    kPartial = 3,  // ambiguous, and more than are listed
    kNobody = 4,
    kProtocolError = 5,
    kServerError = 6,
    kNoCertificate = 7,
    kTooManyCertificates = 8,
    kTooManyRecipients = 160,
    kNoAvailability = 163,  // for good: there are no calendars yet
};

constexpr std::size_t kMaxTo = 1000;
constexpr std::size_t kMaxText = 256;
constexpr std::uint64_t kMostSuggested = 19;
constexpr std::uint64_t kMaxLimit = 9999;
constexpr std::size_t kMostAvailable = 100;
constexpr UnixSeconds kLongest = 42 * 86'400;

// Type.
constexpr int kFromDirectory = 1;
constexpr int kContact = 2;

// CertificateRetrieval. Mini certificates are a form of Exchange's own that nothing describes.
constexpr std::uint64_t kWholeCertificates = 2;

constexpr PictureTags kPictureTags{resolve::kPicture, resolve::kStatus, resolve::kData,
                                   resolve::kMaxSize, resolve::kMaxPictures};

struct Asked {
    std::vector<std::string_view> to;
    std::uint64_t suggestions = kMostSuggested;
    std::uint64_t retrieval = 1;
    std::uint64_t most_certificates = kMaxLimit;
    bool availability = false;
    std::optional<PictureLimits> picture;
};

// The window of free and busy times that is asked for.
bool is_window(const Element& availability) {
    const auto start = parse_iso8601(availability.text(resolve::kStartTime).value_or(""));
    const auto end_text = availability.text(resolve::kEndTime);
    if (!start || !end_text) {
        return start.has_value();
    }
    const auto end = parse_iso8601(*end_text);
    return end && *end > *start && *end - *start <= kLongest;
}

// A number up to `most`; `fallback` when it is absent.
std::optional<std::uint64_t> number(const Element& options, wbxml::Tag tag, std::uint64_t fallback,
                                    std::uint64_t most) {
    const auto text = options.text(tag);
    const auto value = text ? parse_uint(*text) : std::optional(fallback);
    return value && *value <= most ? value : std::nullopt;
}

bool parse_options(const Element& options, Version version, Asked& asked) {
    const auto retrieval = number(options, resolve::kCertificateRetrieval, 1, 3);
    const auto suggestions =
        number(options, resolve::kMaxAmbiguousRecipients, kMostSuggested, kMaxLimit);
    const auto* availability = options.child(resolve::kAvailability);
    const auto certificates = number(options, resolve::kMaxCertificates, kMaxLimit, kMaxLimit);
    if (!retrieval || *retrieval == 0 || !suggestions || !certificates ||
        (availability != nullptr && !is_window(*availability))) {
        return false;
    }
    asked.suggestions = *suggestions;
    asked.retrieval = *retrieval;
    asked.most_certificates = *certificates;
    asked.availability = availability != nullptr && version >= Version::k14_0;
    if (const auto* picture = options.child(resolve::kPicture);
        picture != nullptr && version >= Version::k14_1) {
        asked.picture = picture_limits(*picture, kPictureTags);
        return asked.picture.has_value();
    }
    return true;
}

std::optional<Asked> parse(const Element& root, Version version) {
    Asked asked;
    for (const auto& child : root.children()) {
        if (child.tag() == resolve::kTo) {
            asked.to.push_back(child.content());
        } else if (child.tag() != resolve::kOptions || !parse_options(child, version, asked)) {
            return std::nullopt;
        }
    }
    const auto too_long = [](std::string_view text) { return text.size() > kMaxText; };
    if (asked.to.empty() || asked.to.size() > kMaxTo ||
        std::any_of(asked.to.begin(), asked.to.end(), too_long)) {
        return std::nullopt;
    }
    return asked;
}

// Who is meant by an address, or by an alias or name that is one person's alone.
void prefer_exact(std::vector<Person>& people, std::string_view text) {
    const auto keep = [&](auto exactly) {
        if (std::count_if(people.begin(), people.end(), exactly) == 1) {
            std::erase_if(people, [&](const Person& each) { return !exactly(each); });
        }
    };
    keep([&](const Person& each) { return iequals(each.address, text); });
    keep([&](const Person& each) {
        return iequals(each.alias(), text) || iequals(each.name, text);
    });
}

// All of the person's, or none where they are more than may still be sent.
void add_certificates(Element& recipient, const std::vector<std::string>& found, Asked& asked) {
    Element& list = recipient.add(resolve::kCertificates);
    const bool fit = found.size() <= asked.most_certificates;
    const int status = fit ? kOk : kTooManyCertificates;
    list.add(resolve::kStatus, found.empty() ? static_cast<int>(kNoCertificate) : status);
    list.add(resolve::kCertificateCount, static_cast<std::int64_t>(found.size()));
    if (fit && !found.empty()) {
        list.add(resolve::kRecipientCount, 1);
        asked.most_certificates -= found.size();
        for (const auto& der : found) {
            list.add(resolve::kCertificate, base64_encode(der));
        }
    }
}

Result<void> add_recipient(Context& context, Element& response, const Person& person, Asked& asked,
                           bool resolved) {
    Element& recipient = response.add(resolve::kRecipient);
    recipient.add(resolve::kType, person.is_own ? kContact : kFromDirectory);
    recipient.add(resolve::kDisplayName, person.name);
    recipient.add(resolve::kEmailAddress, person.address);
    if (asked.availability && resolved) {
        const bool too_many = asked.to.size() > kMostAvailable;
        recipient.add(resolve::kAvailability)
            .add(resolve::kStatus,
                 static_cast<int>(too_many ? kTooManyRecipients : kNoAvailability));
    }
    if (asked.retrieval > 1 && resolved) {
        const auto found = asked.retrieval == kWholeCertificates ? certificates_of(context, person)
                                                                 : std::vector<std::string>();
        if (!found) {
            return found.error();
        }
        add_certificates(recipient, *found, asked);
    }
    if (asked.picture) {
        add_picture(recipient, picture_of(person), *asked.picture, kPictureTags);
    }
    return {};
}

// The limits of `asked` are those of the whole answer.
Result<Element> respond(Context& context, std::string_view text, std::vector<Person> people,
                        Asked& asked) {
    prefer_exact(people, trim(text));
    const bool resolved = people.size() == 1;
    const std::size_t shown =
        resolved ? 1 : std::min<std::size_t>(people.size(), asked.suggestions);
    const int ambiguous = shown < people.size() ? kPartial : kAmbiguous;
    const int status = people.empty() ? kNobody : resolved ? kOk : ambiguous;
    Element response(resolve::kResponse);
    response.add(resolve::kTo, std::string(text));
    response.add(resolve::kStatus, status);
    response.add(resolve::kRecipientCount, static_cast<std::int64_t>(people.size()));
    for (std::size_t i = 0; i < shown; ++i) {
        if (auto added = add_recipient(context, response, people[i], asked, resolved); !added) {
            return added.error();
        }
    }
    return response;
}

Element with_status(int status) {
    Element answer(resolve::kResolveRecipients);
    answer.add(resolve::kStatus, status);
    return answer;
}

}  // namespace

Answer run_resolve_recipients(Context& context, const Element* root) {
    auto asked = parse(*root, context.version);
    if (!asked) {
        return with_status(kProtocolError);
    }
    Element answer = with_status(kOk);
    People everybody(context);
    for (const auto text : asked->to) {
        auto people = everybody.anybody(text);
        auto response = people ? respond(context, text, *std::move(people), *asked)
                               : Result<Element>(people.error());
        if (!response) {
            return with_status(kServerError);
        }
        answer.add(*std::move(response));
    }
    return answer;
}

}  // namespace syncgate::activesync
