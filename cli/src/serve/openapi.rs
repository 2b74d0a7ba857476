//! What the server understands, as OpenAPI 3.1: the paths are written here, records and reports come from the types.

use super::metrics::Route;
use replylint::schema;
use serde_json::{Map, Value, json};

/// The document, indented, line break included.
pub(crate) fn text() -> String {
    serde_json::to_string_pretty(&document()).expect("plain data") + "\n"
}

fn document() -> Value {
    let mut schemas = Map::new();
    add(&mut schemas, "Report", schema::report());
    add(&mut schemas, "Record", record());
    for (name, schema) in own_schemas() {
        schemas.insert(name.to_owned(), schema);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "replylint",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Checks the draft of a reply before it is sent.",
            "description": crate::args::DISCLAIMER,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "security": [{ "bearer": [] }, { "key": [] }, {}],
        "paths": paths(),
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "key": { "type": "apiKey", "in": "header", "name": "x-api-key" },
            },
        },
    })
}

/// A path as OpenAPI writes it.
fn path(route: Route) -> String {
    route.path().replace("{*", "{")
}

fn paths() -> Value {
    let answer = |description: &str, schema: Value| json!({ "description": description, "content": { "application/json": { "schema": schema } } });
    let mut paths = Map::new();
    paths.insert(
        path(Route::Check),
        json!({ "post": {
            "operationId": "check",
            "summary": "Check one draft or a list of them",
            "description": "One record gives its report. A list gives a list, in its order; a record that cannot be \
                read keeps its place as an error, and the others are checked. What the server was started with cannot \
                be weakened by a record.",
            "parameters": [{
                "name": "offsets", "in": "query", "required": false,
                "description": "What the offsets of the report count; bytes unless said otherwise.",
                "schema": { "$ref": "#/components/schemas/Offsets" },
            }],
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "oneOf": [reference("Record"), {
                    "type": "array",
                    "description": "Records; anything else is answered with a `FailedRecord` in its place.",
                    "items": { "anyOf": [reference("Record"), {}] },
                }],
            } } } },
            "responses": with_problems(
                "200",
                answer("The report, or the list of them.", json!({ "oneOf": [
                    reference("Report"),
                    { "type": "array", "items": { "oneOf": [reference("Report"), reference("FailedRecord")] } },
                ] })),
                &POSTED,
            ),
        } }),
    );
    paths.insert(
        path(Route::Guardrail),
        json!({ "post": {
            "operationId": "guardrail",
            "summary": "LiteLLM's generic guardrail API",
            "description": "What a model wrote (`input_type` is `response`) is checked as drafts; what it was asked \
                (`request`) is let through. The reason quotes nothing of the draft.",
            "requestBody": { "required": true, "content": { "application/json": {
                "schema": reference("GuardrailRequest"),
            } } },
            "responses": with_problems("200", answer("What to do.", reference("GuardrailAnswer")), &POSTED),
        } }),
    );
    paths.insert(
        path(Route::Rules),
        json!({ "get": {
            "operationId": "rules",
            "summary": "Every rule and escalation topic that is loaded",
            "responses": with_problems("200", answer("The catalogue.", rules()), &ASKED),
        } }),
    );
    paths.insert(
        path(Route::Rule),
        json!({ "get": {
            "operationId": "rule",
            "summary": "What a rule or an escalation topic says about itself",
            "parameters": [{
                "name": "id", "in": "path", "required": true,
                "description": "The id, or one that the rule had before; its `/` may be written as it is.",
                "schema": { "type": "string" }, "example": "phi/visit",
            }],
            "responses": with_problems(
                "200",
                answer("The entries of that id; several packs may speak of one topic.", rules()),
                &[ASKED[0], ASKED[1], ASKED[2], ("404", "There is no such rule.")],
            ),
        } }),
    );
    for (route, id, summary, schema) in [
        (Route::OpenApi, "openapi", "This document", json!({ "type": "object" })),
        (Route::Healthz, "healthz", "Whether the process runs; asks for no token", reference("Status")),
    ] {
        let problems = if route == Route::Healthz { &[][..] } else { &ASKED[..] };
        paths.insert(
            path(route),
            json!({ "get": {
                "operationId": id, "summary": summary,
                "responses": with_problems("200", answer("It does.", schema), problems),
            } }),
        );
    }
    paths.insert(
        path(Route::Readyz),
        json!({ "get": {
            "operationId": "readyz",
            "summary": "Whether requests are taken; asks for no token",
            "responses": with_problems(
                "200", answer("They are.", reference("Status")), &[("503", "The server is closing.")],
            ),
        } }),
    );
    paths.insert(
        path(Route::Metrics),
        json!({ "get": {
            "operationId": "metrics",
            "summary": "Counters in Prometheus's text format",
            "responses": with_problems("200", json!({
                "description": "The counters.",
                "content": { "text/plain": { "schema": { "type": "string" } } },
            }), &ASKED),
        } }),
    );
    for route in [Route::Healthz, Route::Readyz] {
        paths[route.path()]["get"]["security"] = json!([]);
    }
    paths.into()
}

/// What may go wrong with any request.
const ASKED: [(&str, &str); 3] = [
    ("401", "The token is missing or wrong."),
    ("403", "The server has no token and was called by another name than localhost."),
    ("503", "The server is full; ask again after `Retry-After` seconds."),
];

/// What may go wrong with a body.
const POSTED: [(&str, &str); 9] = [
    ASKED[0],
    ASKED[1],
    ASKED[2],
    ("400", "The body is not JSON, broke off, or a parameter is unknown."),
    ("408", "The body did not come in time."),
    ("413", "The body is too long, or the list has too many records."),
    ("415", "The body is not `application/json`, or it is encoded."),
    ("422", "The JSON is no record: `field` names what is to blame."),
    ("500", "The check failed; nothing was checked."),
];

fn with_problems(status: &str, answer: Value, problems: &[(&str, &str)]) -> Value {
    let mut responses = Map::new();
    responses.insert(status.to_owned(), answer);
    for (status, description) in problems {
        let mut response = json!({
            "description": description,
            "content": { "application/problem+json": { "schema": reference("Problem") } },
        });
        if *status == "503" {
            response["headers"] = json!({ "Retry-After": { "required": true, "schema": { "type": "string" } } });
        }
        responses.insert((*status).to_owned(), response);
    }
    responses.into()
}

fn rules() -> Value {
    json!({ "type": "array", "minItems": 1, "items": reference("Rule") })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The schema of records, and what is read besides: numbers as ids, fields of other meanings.
fn record() -> Value {
    let mut record = schema::record();
    for name in ["id", "location", "agent"] {
        record["properties"][name]["type"] = json!(["string", "number", "null"]);
    }
    record
}

fn own_schemas() -> Vec<(&'static str, Value)> {
    let error = json!({
        "type": "object",
        "required": ["code", "field", "message"],
        "properties": {
            "code": { "type": "string" },
            "field": { "type": ["string", "null"] },
            "message": { "type": "string" },
        },
    });
    let problem = json!({
        "type": "object",
        "description": "Why a request was refused. Quotes nothing of it.",
        "required": ["code", "message"],
        "properties": {
            "code": { "type": "string", "description": "For programs; never changes its meaning." },
            "message": { "type": "string", "description": "For people." },
            "field": { "type": "string", "description": "The field that is to blame, where one is." },
        },
        "additionalProperties": false,
    });
    let failed = json!({
        "type": "object",
        "description": "Stands in the place of a record of a list that could not be read.",
        "required": ["schema", "row", "id", "error"],
        "properties": {
            "schema": { "type": "integer" },
            "row": { "type": "integer", "minimum": 1, "description": "Its place in the list, from 1." },
            "id": { "type": ["string", "null"] },
            "error": error,
        },
        "additionalProperties": false,
    });
    let request = json!({
        "type": "object",
        "description": "Other fields are let alone.",
        "required": ["input_type"],
        "properties": {
            "texts": { "type": ["array", "null"], "items": { "type": "string" } },
            "input_type": { "enum": ["request", "response"] },
            "additional_provider_specific_params": {
                "type": ["object", "null"],
                "description": "Fields of a record besides `draft`: `channel`, `regime`, `inbound` and so on.",
                "properties": { "draft": false },
            },
        },
    });
    let answer = json!({
        "type": "object",
        "required": ["action"],
        "properties": {
            "action": { "enum": ["NONE", "BLOCKED"] },
            "blocked_reason": { "type": "string", "description": "What a model needs to mend its draft." },
        },
        "additionalProperties": false,
    });
    let rule = json!({
        "type": "object",
        "required": ["id", "kind", "pack", "version", "message", "why", "do", "hits", "passes", "gaps"],
        "properties": {
            "id": { "type": "string" },
            "kind": { "enum": ["rule", "escalation"] },
            "message": { "type": "string" },
            "why": { "type": "string" },
            "do": { "type": "string" },
            "cite": { "type": "array", "items": { "type": "string" } },
        },
    });
    let status = json!({
        "type": "object", "required": ["status"], "properties": { "status": { "enum": ["ok", "ready"] } },
    });
    vec![
        ("Problem", problem),
        ("FailedRecord", failed),
        ("GuardrailRequest", request),
        ("GuardrailAnswer", answer),
        ("Rule", rule),
        ("Status", status),
    ]
}

/// Adds a schema, and what it refers to, under names of the document.
fn add(schemas: &mut Map<String, Value>, name: &str, mut schema: Value) {
    let parts = schema.as_object_mut().and_then(|schema| {
        schema.remove("$schema");
        schema.remove("$defs")
    });
    refer(&mut schema);
    schemas.insert(name.to_owned(), schema);
    if let Some(Value::Object(parts)) = parts {
        for (name, mut part) in parts {
            refer(&mut part);
            schemas.entry(name).or_insert(part);
        }
    }
}

fn refer(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(target) if key == "$ref" => {
                        *target = target.replace("#/$defs/", "#/components/schemas/");
                    }
                    value => refer(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(refer),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_one_name_say_the_same() {
        let mut known: Map<String, Value> = Map::new();
        for mut schema in [schema::report(), record()] {
            for (name, part) in schema["$defs"].as_object_mut().unwrap() {
                if let Some(other) = known.insert(name.clone(), part.clone()) {
                    assert_eq!(other, *part, "{name}");
                }
            }
        }
    }

    #[test]
    fn every_route_is_described_and_every_reference_leads_somewhere() {
        let document = document();
        let paths = document["paths"].as_object().unwrap();
        let routes = Route::ALL.iter().filter(|route| **route != Route::Other);
        assert_eq!(paths.len(), routes.clone().count());
        for route in routes {
            assert!(paths.contains_key(&path(*route)), "{}", route.path());
        }
        let text = text();
        for (_, rest) in text.match_indices("\"$ref\": \"#").map(|(at, _)| text[at..].split_at(9)) {
            let target = rest.trim_start_matches('#').split('"').next().unwrap();
            assert!(document.pointer(target).is_some(), "{target}");
        }
    }
}
