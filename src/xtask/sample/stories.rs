//! The kinds of tickets a helpdesk sees, each told once with chance in its details.

use super::event::Event;
use super::rng::Rng;
use super::story::Story;

const SUBJECTS: [&str; 12] = [
    "Invoice shows the wrong address",
    "Cannot log in since this morning",
    "Export stops at 500 rows",
    "How do I add a second mailbox?",
    "Price for 40 seats",
    "Webhook answers with 502",
    "Please delete my account",
    "Chat button is missing",
    "Two payments for March",
    "Slow search",
    "Training for new colleagues",
    "Import from the old helpdesk",
];
const QUESTIONS: [&str; 5] = [
    "It still does not work.",
    "Thank you, one more question.",
    "Here is the screenshot.",
    "When will it be ready?",
    "And for the other mailbox?",
];
const ANSWERS: [&str; 5] = [
    "Thank you for writing, we look into it.",
    "Please send us a screenshot.",
    "It is fixed, please try again.",
    "You find it under Configuration.",
    "Our colleague will know more tomorrow.",
];
const REFERRERS: [&str; 4] = [
    "https://acme.example/pricing",
    "https://acme.example/docs/export",
    "https://acme.example/",
    "https://search.example/",
];

/// The kinds, each as often as it stands here.
pub const KINDS: [fn(&mut Story, &mut Rng); 24] = [
    mail,
    mail,
    mail,
    mail,
    mail,
    mail,
    mail,
    mail,
    chat,
    chat,
    chat,
    call,
    call,
    call,
    reopened,
    reopened,
    tagged_later,
    tagged_later,
    calmed_or_raised,
    unanswered,
    spam,
    removed,
    merged,
    outbound,
];

/// Tells the creation with the fields that mail tickets carry.
fn opening(story: &mut Story, rng: &mut Rng) -> Event {
    let source = rng.pick(&["email", "email", "email", "form"]);
    let mut event = story.customer("created").via("email").set("source", source).set("status", "new");
    event = event.set("department", rng.pick(&["Support", "Support", "Support", "Sales", "Billing"]));
    event = event.set("subject", rng.pick(&SUBJECTS));
    if rng.chance(60) {
        event = event.set("priority", rng.pick(&["low", "normal", "normal", "high", "urgent"]));
    }
    if rng.chance(40) {
        event = event.set("contract", rng.pick(&["bronze", "silver", "silver", "gold"]));
        event = event.set("seats", rng.pick(&[5, 12, 20, 40, 120]));
    }
    event = event.set(
        "customer.group",
        rng.pick(&["Everybody", "Everybody", "Everybody", "Everybody", "Partners", "VIP"]),
    );
    if source == "form" {
        event = event.set("referrer", rng.pick(&REFERRERS));
    }
    if rng.chance(20) {
        event = event.set("from_invitation", true);
    }
    if rng.chance(6) {
        event = event.tag("URGENT");
    }
    story.hurry = event.tags.is_some() || event.set.values().any(|value| value == "urgent" || value == "VIP");
    event
}

fn assignment(story: &mut Story, rng: &mut Rng) {
    if rng.chance(50) {
        story.wait(rng, 20, 900);
        let status = rng.pick(&["online", "online", "away", "offline"]);
        let event = Story::system("assign").set("assignee", story.agent).set("assignee.status", status);
        story.tell(event);
    }
    if rng.chance(15) {
        story.wait(rng, 1, 60);
        story.tell(
            Event { by: Some("bot"), ..Story::system("message") }
                .text("We received your message.")
                .via("email"),
        );
    }
    if rng.chance(12) {
        story.wait(rng, 60, 1_200);
        story.tell(story.agent("note").text("Known problem, asking the developers."));
    }
}

fn answer(story: &mut Story, rng: &mut Rng) {
    story.wait_for_agent(rng);
    let event = story.agent("message").via("email").set("status", "answered").text(rng.pick(&ANSWERS));
    story.tell(event);
}

fn question(story: &mut Story, rng: &mut Rng) {
    story.wait_for_customer(rng);
    let event = story.customer("message").via("email").set("status", "open").text(rng.pick(&QUESTIONS));
    story.tell(event);
    if rng.chance(15) {
        story.wait(rng, 30, 7_200);
        story.tell(story.customer("message").via("email").text("Are you there?"));
    }
}

fn resolve(story: &mut Story, rng: &mut Rng) {
    story.wait_for_agent(rng);
    let event = if rng.chance(30) {
        story.agent("message").via("email").text("Done.").set("status", "resolved")
    } else {
        story.agent("change").set("status", "resolved")
    };
    story.tell(event);
}

fn conversation(story: &mut Story, rng: &mut Rng) {
    answer(story, rng);
    for _ in 0..rng.pick(&[0, 0, 0, 1, 1, 2, 3]) {
        question(story, rng);
        if rng.chance(10) {
            story.hand_over(rng);
            let event = Story::system("assign").set("assignee", story.agent).set("assignee.status", "online");
            story.tell(event);
        }
        if rng.chance(8) {
            story.wait_for_agent(rng);
            story.tell(story.agent("answered").set("status", "answered"));
        } else {
            answer(story, rng);
        }
    }
    if rng.chance(8) {
        story.wait(rng, 60, 3_600);
        story.tell(story.agent("change").set("status", "postponed"));
    }
}

fn mail(story: &mut Story, rng: &mut Rng) {
    let event = opening(story, rng);
    story.tell(event);
    assignment(story, rng);
    conversation(story, rng);
    if rng.chance(88) {
        resolve(story, rng);
    }
}

fn reopened(story: &mut Story, rng: &mut Rng) {
    mail(story, rng);
    for _ in 0..rng.pick(&[1, 1, 2]) {
        question(story, rng);
        answer(story, rng);
        if rng.chance(85) {
            resolve(story, rng);
        }
    }
}

fn tagged_later(story: &mut Story, rng: &mut Rng) {
    let event = opening(story, rng);
    story.tell(event);
    assignment(story, rng);
    story.wait(rng, 300, 7_200);
    story.tell(story.agent("change").tag("URGENT"));
    story.hurry = true;
    conversation(story, rng);
    if rng.chance(40) {
        story.wait(rng, 60, 3_600);
        story.tell(story.agent("change").untag("URGENT"));
    }
    if rng.chance(80) {
        resolve(story, rng);
    }
}

fn calmed_or_raised(story: &mut Story, rng: &mut Rng) {
    let event = opening(story, rng);
    story.tell(event);
    for _ in 0..rng.pick(&[1, 2]) {
        story.wait(rng, 300, 9_000);
        let event = story.agent("change").set("priority", rng.pick(&["low", "normal", "high", "urgent"]));
        story.tell(event);
    }
    if rng.chance(30) {
        story.tell(story.agent("change").set("department", "Billing"));
    }
    conversation(story, rng);
    resolve(story, rng);
}

fn unanswered(story: &mut Story, rng: &mut Rng) {
    let event = opening(story, rng);
    story.tell(event);
    match rng.below(3) {
        0 => resolve_silently(story, rng),
        1 => {
            story.wait(rng, 3_600, 200_000);
            story.tell(
                story.customer("message").via("email").text("Does anybody read this?").set("status", "open"),
            );
        }
        _ => {}
    }
}

fn resolve_silently(story: &mut Story, rng: &mut Rng) {
    story.wait_for_agent(rng);
    story.tell(story.agent("change").set("status", "resolved"));
}

fn spam(story: &mut Story, rng: &mut Rng) {
    let event = opening(story, rng);
    story.tell(event);
    story.wait_for_agent(rng);
    story.tell(story.agent("change").set("status", "spam"));
    if rng.chance(35) {
        story.wait(rng, 600, 40_000);
        story.tell(story.agent("change").set("status", "open").text("Not spam after all."));
        conversation(story, rng);
        resolve(story, rng);
    }
}

fn removed(story: &mut Story, rng: &mut Rng) {
    let event = opening(story, rng);
    story.tell(event);
    if rng.chance(50) {
        answer(story, rng);
    }
    story.wait(rng, 60, 90_000);
    story.tell(story.agent("delete"));
    if rng.chance(60) {
        story.wait(rng, 600, 60_000);
        story.tell(story.agent("restore"));
        conversation(story, rng);
        resolve(story, rng);
    }
}

fn merged(story: &mut Story, rng: &mut Rng) {
    let event = opening(story, rng);
    story.tell(event);
    story.wait(rng, 60, 60_000);
    story.tell(Event { into: Some(String::new()), ..story.agent("merge") });
}

fn outbound(story: &mut Story, rng: &mut Rng) {
    let event = story.agent("created").via("email").set("source", "email").set("status", "answered");
    let event = event.set("subject", rng.pick(&["Your trial ends soon", "[training] a made-up case"]));
    let event = event.set("requester", story.customer.as_str()).set("department", "Sales");
    story.tell(event);
    if rng.chance(70) {
        question(story, rng);
        conversation(story, rng);
        resolve(story, rng);
    }
}

fn chat(story: &mut Story, rng: &mut Rng) {
    let event = story.customer("created").via("chat").set("source", "chat").set("status", "new");
    story.tell(event.set("department", rng.pick(&["Support", "Sales"])).text("Hello?"));
    let phase = |story: &Story, phase, by_agent| {
        let event = if by_agent { story.agent("chat") } else { story.customer("chat") };
        Event { phase: Some(phase), key: Some("chat-1".to_owned()), ..event }
    };
    story.tell(phase(story, "queued", false));
    story.wait(rng, 2, 6);
    story.tell(Event { by: Some("system"), actor: None, ..phase(story, "ringing", true) });
    if rng.chance(15) {
        story.wait(rng, 10, 240);
        story.tell(Event { result: Some("abandoned"), ..phase(story, "ended", false) });
        return;
    }
    story.wait(rng, 4, 70);
    story.tell(phase(story, "answered", true).set("assignee", story.agent).set("status", "open"));
    for _ in 0..rng.pick(&[1, 2, 3, 4]) {
        story.wait(rng, 5, 60);
        story.tell(story.customer("message").via("chat").text(rng.pick(&QUESTIONS)));
        let longest = rng.pick(&[40, 60, 90, 120, 170, 400]);
        story.wait(rng, 10, longest);
        story.tell(story.agent("message").via("chat").text(rng.pick(&ANSWERS)));
    }
    story.wait(rng, 5, 120);
    story.tell(Event { result: Some("finished"), ..phase(story, "ended", true) });
    if rng.chance(90) {
        story.wait(rng, 1, 1_800);
        story.tell(story.agent("change").set("status", "resolved"));
    }
}

fn call(story: &mut Story, rng: &mut Rng) {
    let event = story.customer("created").via("phone").set("source", "call").set("status", "new");
    story.tell(event.set("department", rng.pick(&["Support", "Billing"])));
    for number in 1..=rng.pick(&[1, 1, 1, 2]) {
        one_call(story, rng, &format!("call-{number}"));
        story.wait_for_customer(rng);
    }
    if rng.chance(90) {
        story.wait_for_agent(rng);
        story.tell(story.agent("change").set("status", "resolved"));
    }
}

fn one_call(story: &mut Story, rng: &mut Rng, key: &str) {
    let call = |event: Event, phase| Event {
        phase: Some(phase),
        key: Some(key.to_owned()),
        channel: Some("phone"),
        ..event
    };
    story.tell(call(story.customer("call"), "queued"));
    story.wait(rng, 1, 20);
    story.tell(call(Story::system("call"), "ringing"));
    story.wait(rng, 3, 40);
    let end = |result| Event { result: Some(result), ..call(Story::system("call"), "ended") };
    match rng.below(10) {
        0 | 1 => story.tell(end("abandoned")),
        2 => {
            story.tell(end("voicemail"));
            story.wait(rng, 5, 40);
            story.tell(story.customer("callback"));
            story.wait_for_agent(rng);
            let back = format!("{key}-back");
            let event = call(story.agent("call"), "answered");
            story.tell(Event { key: Some(back.clone()), ..event });
            story.wait(rng, 30, 900);
            story.tell(Event { key: Some(back), ..end("finished") });
        }
        _ => {
            story.tell(call(story.agent("call"), "answered").set("assignee", story.agent));
            story.wait(rng, 30, 1_500);
            story.tell(end("finished"));
        }
    }
}
