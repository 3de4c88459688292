#include "protocols/activesync/commands/people.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "formats/mime/fold.h"
#include "store/directory.h"

namespace syncgate::activesync {
namespace {

std::string_view domain_of(std::string_view address) {
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

std::string_view wanted(std::string_view text) {
    const auto open = text.rfind('<');
    const auto close = text.rfind('>');
    if (open != std::string_view::npos && close != std::string_view::npos && open < close) {
        text = text.substr(open + 1, close - open - 1);
    }
    return trim(text);
}

bool matches(const Person& person, const std::string& folded) {
    if (mime::fold_case(person.address).starts_with(folded)) {
        return true;
    }
    const std::string name = " " + mime::fold_case(person.name);
    return name.find(" " + folded) != std::string::npos;
}

}  // namespace

Result<std::vector<Person>> find_people(Context& context, std::string_view text) {
    std::vector<Person> found;
    const std::string folded = mime::fold_case(wanted(text));
    if (folded.empty()) {
        return found;
    }
    const auto accounts = context.services.store.directory().accounts();
    if (!accounts) {
        return accounts.error();
    }
    for (const auto& each : *accounts) {
        Person person{each.display_name, each.address};
        person.name = person.name.empty() ? person.alias() : person.name;
        if (each.enabled && iequals(domain_of(each.address), domain_of(context.who.address)) &&
            matches(person, folded)) {
            found.push_back(std::move(person));
        }
    }
    std::sort(found.begin(), found.end(), [](const Person& a, const Person& b) {
        return std::tie(a.name, a.address) < std::tie(b.name, b.address);
    });
    return found;
}

}  // namespace syncgate::activesync
