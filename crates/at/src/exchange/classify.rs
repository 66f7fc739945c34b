//! What a line of the module is, given what is in flight and what is owed. Changes nothing but its notes.

use crate::fields::{Carried, Fields};
use crate::flaw::Flaws;
use crate::grammar::{FormId, Grammar, Item, Role, ShapeId, Use};
use crate::read::{Fit, fit, fit_miscounted, loose};
use crate::work;

use super::flight::{Flight, keys_fit};
use super::owed::{Found, Owed, is_interim};
use super::roles::{Roles, keep};

/// What a line was found to be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sorted {
    /// An echo of the command in this place of the queue.
    Echo(usize),
    /// Part of the answer.
    Info(FormId),
    /// Part of the answer, or the later result that is owed.
    InfoOrLater(FormId, Found),
    /// Part of the answer, or a URC.
    InfoOrUrc(FormId, u16),
    /// An owed result.
    Later(Found),
    /// The later result of the command in flight, before its final one.
    Early(FormId),
    Urc(u16),
    Final {
        result: u16,
        numeric: bool,
    },
    Unasked(FormId),
    Unknown,
    /// It goes on over its line end; its length is at least this.
    GoesOn(usize),
}

/// Sorts lines; keeps its notes from line to line, for their room.
#[derive(Debug, Clone)]
pub(super) struct Sorter {
    /// The values of the last line, read by `shape`.
    pub(super) fields: Fields,
    pub(super) shape: Option<ShapeId>,
    pub(super) carried: Carried,
    trial: Fields,
    /// How `trial` was read, where it fits.
    held: Option<(ShapeId, Part)>,
    /// Shapes tried on this line in this pass, and whether they fit.
    tried: Vec<(ShapeId, bool)>,
    need: Option<usize>,
    respelled: Vec<u8>,
}

/// The most shapes that are tried on one line in one pass.
const MAX_TRIED: usize = 64;

/// How strictly lines are read in one pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    Exact,
    Miscounted,
    Loose,
}

/// Whether a line is read as part of the answer, which counts by what its own lines said before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Answer,
    Other,
}

/// How much of a line is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// A physical line, and it stays one.
    Closed,
    /// A physical line; it may turn out to go on over its line end.
    Open,
    /// More than one physical line: only what fits exactly holds them together.
    Beyond,
}

/// What a line is sorted against.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) grammar: &'a Grammar,
    pub(super) flights: &'a [Flight],
    pub(super) owed: &'a [Owed],
}

impl Sorter {
    pub(super) fn new() -> Self {
        Self {
            fields: Fields::default(),
            shape: None,
            carried: Carried::default(),
            trial: Fields::default(),
            held: None,
            tried: Vec::with_capacity(MAX_TRIED),
            need: None,
            respelled: Vec::with_capacity(crate::line::MAX_LINE + 64),
        }
    }

    /// The shapes that the line was found to fit.
    pub(super) fn fits(&self, shape: ShapeId) -> bool {
        self.tried.iter().any(|(s, fits)| *fits && *s == shape)
    }

    /// Sorts a line.
    pub(super) fn sort(&mut self, scene: Scene<'_>, line: &[u8], reach: Reach) -> Sorted {
        self.shape = None;
        self.fields.clear();
        work::bytes(line.len());
        if let Some(place) = scene.flights.iter().position(|f| !f.echoed && f.text == line) {
            return Sorted::Echo(place);
        }
        let uses = scene.grammar.uses(line);
        if let ([], [], None) = (scene.flights, scene.owed, uses.respelled)
            && let Some(sorted) = self.at_rest(scene.grammar, line, uses.list)
        {
            return sorted;
        }
        let Some((usual, odd_len)) = uses.respelled else {
            return self.sort_spelled(scene, line, uses.list, reach);
        };
        let mut respelled = std::mem::take(&mut self.respelled);
        respelled.clear();
        respelled.extend_from_slice(usual);
        respelled.extend_from_slice(&line[odd_len..]);
        let sorted = self.sort_spelled(scene, &respelled, uses.list, reach);
        self.respelled = respelled;
        self.fields.move_back(usual.len(), odd_len);
        self.fields.flaws |= Flaws::OTHER_NAME;
        match sorted {
            Sorted::GoesOn(need) => Sorted::GoesOn((need + odd_len).saturating_sub(usual.len())),
            sorted => sorted,
        }
    }

    fn sort_spelled(&mut self, scene: Scene<'_>, line: &[u8], uses: &[Use], reach: Reach) -> Sorted {
        self.need = None;
        for pass in [Pass::Exact, Pass::Miscounted, Pass::Loose] {
            self.tried.clear();
            let roles = self.roles(scene, line, uses, pass);
            if let Some(sorted) = self.decide(scene, line, &roles, pass) {
                return sorted;
            }
            match (pass, self.need) {
                (Pass::Exact, Some(need)) if reach != Reach::Closed => return Sorted::GoesOn(need),
                (Pass::Exact, None) if reach == Reach::Beyond => return Sorted::Unknown,
                (Pass::Exact, _) if !uses.is_empty() || !scene.flights.is_empty() => {}
                (Pass::Exact, _) => break,
                _ => {}
            }
        }
        self.numeric(scene, line).unwrap_or(Sorted::Unknown)
    }

    /// While nothing is in flight and nothing is owed, the first reading with nothing wrong in it decides,
    /// unless the line may be something that goes before it.
    fn at_rest(&mut self, grammar: &Grammar, line: &[u8], uses: &[Use]) -> Option<Sorted> {
        let fits =
            |used: &&Use| fit(grammar.shape(used.shape), line, &self.carried, &mut self.fields) == Fit::Yes;
        let used = uses.iter().find(fits)?;
        if uses.len() > 1 {
            let sound = self.fields.all_flaws().without(Flaws::COSMETIC).is_none();
            if !sound || uses.iter().any(|u| rank(u.role) > rank(used.role)) {
                return None;
            }
        }
        self.shape = Some(used.shape);
        Some(match used.role {
            Role::Urc(urc) => Sorted::Urc(urc),
            Role::Final(result) => Sorted::Final { result, numeric: false },
            Role::Answer(form) => Sorted::Unasked(form),
        })
    }

    /// Reads the line in every role that it may have.
    fn roles(&mut self, scene: Scene<'_>, line: &[u8], uses: &[Use], pass: Pass) -> Roles {
        let mut roles = Roles::default();
        if let [flight, ..] = scene.flights {
            self.flight_roles(scene, flight, line, pass, &mut roles);
        }
        self.owed_roles(scene, line, pass, &mut roles);
        for used in uses {
            let answer = matches!(used.role, Role::Answer(_));
            let known = roles.info.is_some() || roles.later.is_some() || roles.early.is_some();
            if answer && (known || roles.urc.is_some()) {
                continue;
            }
            let Some(cost) = self.read(scene, used.shape, line, pass, Part::Other) else { continue };
            match used.role {
                Role::Urc(urc) => keep(&mut roles.urc, (cost, urc, used.shape)),
                Role::Final(result) => {
                    // Results may be spelled alike: the one that the command can end with is meant.
                    let awaited = |r: u16| scene.flights.first().is_some_and(|f| f.may_end(scene.grammar, r));
                    let kept = roles.result.filter(|(least, other, _)| *least == cost && !awaited(*other));
                    if kept.is_some() && awaited(result) {
                        roles.result = None;
                    }
                    keep(&mut roles.result, (cost, result, used.shape));
                }
                Role::Answer(form) => keep(&mut roles.unasked, (cost, form, used.shape)),
            }
        }
        roles
    }

    fn flight_roles(
        &mut self,
        scene: Scene<'_>,
        flight: &Flight,
        line: &[u8],
        pass: Pass,
        roles: &mut Roles,
    ) {
        for track in &flight.tracks {
            for (_, item) in track.next_items(scene.grammar) {
                let Item::Line { shape, .. } = item else { continue };
                // A free line takes what nothing else explains.
                if scene.grammar.shape(*shape).head().is_empty()
                    && pass == Pass::Exact
                    && !line.starts_with(b"\"")
                {
                    continue;
                }
                if let Some(cost) = self.read(scene, *shape, line, pass, Part::Answer) {
                    // Commands of one line answer in turn: who may have said all leaves the line to the next.
                    let passed_on = roles.info.filter(|(least, form, _)| {
                        cost == *least && *form != track.form && flight.may_be_done(scene.grammar, *form)
                    });
                    if passed_on.is_some() {
                        roles.info = None;
                    }
                    keep(&mut roles.info, (cost, track.form, *shape));
                }
            }
            let items = track.items(scene.grammar);
            let after = items.iter().skip_while(|i| !matches!(i, Item::Final(_))).skip(1);
            for item in after {
                let Item::Line { shape, .. } = item else { continue };
                if let Some(cost) = self.read(scene, *shape, line, pass, Part::Other)
                    && keys_fit(&flight.keys, scene.grammar, *shape, &self.trial)
                {
                    keep(&mut roles.early, (cost, track.form, *shape));
                }
            }
        }
    }

    fn owed_roles(&mut self, scene: Scene<'_>, line: &[u8], pass: Pass, roles: &mut Roles) {
        for (index, owed) in scene.owed.iter().enumerate() {
            for shape in owed.shapes(scene.grammar) {
                let Some(cost) = self.read_anew(scene, shape, line, pass, Part::Other) else { continue };
                if !owed.keys_fit(scene.grammar, shape, &self.trial) {
                    continue;
                }
                let interim = is_interim(scene.grammar, owed.form, shape, &self.trial);
                let found = Found { index, seq: owed.seq, form: owed.form, shape, interim };
                // One that must come goes before one that need not; else the oldest is served first.
                let rather = |least: u32, other: &Found| {
                    cost < least || cost == least && scene.owed[other.index].optional && !owed.optional
                };
                if roles.later.is_none_or(|(least, other)| rather(least, &other)) {
                    roles.later = Some((cost, found));
                }
            }
        }
    }

    /// Reads the line by a shape into `trial`; what is wrong with it, if it fits. Known misfits are skipped.
    fn read(&mut self, scene: Scene<'_>, shape: ShapeId, line: &[u8], pass: Pass, part: Part) -> Option<u32> {
        if self.tried.iter().any(|(s, fits)| *s == shape && !fits) {
            return None;
        }
        self.read_anew(scene, shape, line, pass, part)
    }

    fn read_anew(
        &mut self,
        scene: Scene<'_>,
        id: ShapeId,
        line: &[u8],
        pass: Pass,
        part: Part,
    ) -> Option<u32> {
        work::step();
        let shape = scene.grammar.shape(id);
        let carried = match (part, scene.flights) {
            (Part::Answer, [flight, ..]) => &flight.carried,
            _ => &self.carried,
        };
        let fits = match pass {
            Pass::Exact => match fit(shape, line, carried, &mut self.trial) {
                Fit::Yes => true,
                Fit::No { .. } => false,
                Fit::Short { need } => {
                    self.need = Some(self.need.map_or(need, |n| n.min(need)));
                    false
                }
            },
            Pass::Miscounted => {
                shape.spans_lines && fit_miscounted(shape, line, carried, &mut self.trial) == Fit::Yes
            }
            Pass::Loose => !shape.head().is_empty() && loose(shape, line, &mut self.trial),
        };
        if self.tried.len() < MAX_TRIED {
            self.tried.push((id, fits));
        }
        self.held = fits.then_some((id, part));
        fits.then(|| self.trial.all_flaws().without(Flaws::COSMETIC).count())
    }

    /// Weighs the roles against each other.
    fn decide(&mut self, scene: Scene<'_>, line: &[u8], roles: &Roles, pass: Pass) -> Option<Sorted> {
        let least = roles.least();
        let info = roles.info.filter(|r| r.0 == least);
        let later = roles.later.filter(|r| r.0 == least);
        let urc = roles.urc.filter(|r| r.0 == least);
        let early = roles.early.filter(|r| r.0 == least);
        let result = roles.result.filter(|r| r.0 == least);
        let (shape, sorted) = match (info, later, urc, early, result, roles.unasked) {
            (Some((_, form, shape)), Some((_, found)), ..) => (shape, Sorted::InfoOrLater(form, found)),
            (Some((_, form, shape)), None, Some((_, urc, _)), ..) => (shape, Sorted::InfoOrUrc(form, urc)),
            (Some((_, form, shape)), ..) => (shape, Sorted::Info(form)),
            (None, Some((_, found)), ..) => (found.shape, Sorted::Later(found)),
            (_, _, Some((_, urc, shape)), ..) => (shape, Sorted::Urc(urc)),
            (_, _, _, Some((_, form, shape)), ..) => (shape, Sorted::Early(form)),
            (.., Some((_, result, shape)), _) => (shape, Sorted::Final { result, numeric: false }),
            (.., Some((_, form, shape))) => (shape, Sorted::Unasked(form)),
            _ => return None,
        };
        let part = if info.is_some() { Part::Answer } else { Part::Other };
        self.take(scene, shape, line, pass, part);
        Some(sorted)
    }

    /// What only a command in flight explains: a result code as a number, or a free line of its answer.
    fn numeric(&mut self, scene: Scene<'_>, line: &[u8]) -> Option<Sorted> {
        let [flight, ..] = scene.flights else { return None };
        if let [digit @ b'0'..=b'9'] = line {
            let code = digit - b'0';
            let finals = scene.grammar.finals();
            if let Some(result) = finals.iter().position(|f| f.code == Some(code)) {
                let result = u16::try_from(result).unwrap_or(u16::MAX);
                return Some(Sorted::Final { result, numeric: true });
            }
        }
        self.tried.clear();
        let mut turn: Option<(FormId, ShapeId)> = None;
        for track in &flight.tracks {
            for (_, item) in track.next_items(scene.grammar) {
                let Item::Line { shape, .. } = item else { continue };
                let free = scene.grammar.shape(*shape).head().is_empty();
                let passed_on = |form| form != track.form && flight.may_be_done(scene.grammar, form);
                if free
                    && turn.is_none_or(|(form, _)| passed_on(form))
                    && self.read_anew(scene, *shape, line, Pass::Exact, Part::Answer).is_some()
                {
                    turn = Some((track.form, *shape));
                }
            }
        }
        let (form, shape) = turn?;
        self.take(scene, shape, line, Pass::Exact, Part::Answer);
        Some(Sorted::Info(form))
    }

    /// Takes the values of this reading of the line, which is made once more where another was made since.
    fn take(&mut self, scene: Scene<'_>, shape: ShapeId, line: &[u8], pass: Pass, part: Part) {
        if self.held != Some((shape, part)) {
            self.read_anew(scene, shape, line, pass, part);
        }
        std::mem::swap(&mut self.fields, &mut self.trial);
        self.shape = Some(shape);
    }
}

/// Which role goes before which, where nothing was asked.
fn rank(role: Role) -> u8 {
    match role {
        Role::Urc(_) => 2,
        Role::Final(_) => 1,
        Role::Answer(_) => 0,
    }
}
