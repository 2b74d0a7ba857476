"""Asks `replylint serve` with LiteLLM's own class for generic guardrails.

scripts/serve-litellm.py BINARY, with a Python that has litellm.
"""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from litellm.exceptions import GuardrailRaisedException
from litellm.proxy.guardrails.guardrail_hooks.generic_guardrail_api.generic_guardrail_api import GenericGuardrailAPI

TOKEN = "litellm-test-token-0123456789"
DISCLOSES = "Thank you, Zanzibarovich, for coming in for your root canal on March 3."
SAFE = "Our doors open at eight, and parking behind the building is free."


def guardrail(url: str, **settings: object) -> GenericGuardrailAPI:
    """A guardrail as LiteLLM sets it up from its configuration."""
    return GenericGuardrailAPI(api_base=url, guardrail_name="replylint", event_hook="post_call", **settings)


async def ask(url: str) -> None:
    """Checks what the class makes of the answers."""

    async def apply(guard: GenericGuardrailAPI, text: str, input_type: str) -> dict:
        return await guard.apply_guardrail({"texts": [text]}, {"metadata": {}}, input_type)

    guard = guardrail(url, api_key=TOKEN)
    assert (await apply(guard, SAFE, "response"))["texts"] == [SAFE]
    assert (await apply(guard, DISCLOSES, "request"))["texts"] == [DISCLOSES]
    try:
        await apply(guard, DISCLOSES, "response")
    except GuardrailRaisedException as blocked:
        assert "(phi/" in str(blocked), blocked
        assert "Zanzibarovich" not in str(blocked), blocked
    else:
        raise AssertionError("the disclosure went through")
    secured = guardrail(url, api_key=TOKEN, additional_provider_specific_params={"channel": "portal"})
    assert await apply(secured, "Your root canal is booked for March 3 at 9:40.", "response")
    bearer = guardrail(url, headers={"Authorization": f"Bearer {TOKEN}"})
    assert await apply(bearer, SAFE, "response")
    # What cannot be asked, or is asked wrongly, fails closed.
    misspelt = guardrail(url, api_key=TOKEN, additional_provider_specific_params={"chanel": "dm"})
    for wrong in (misspelt, guardrail(url, api_key="wrong-token-0123456789")):
        try:
            await apply(wrong, SAFE, "response")
        except GuardrailRaisedException as blocked:
            raise AssertionError("refused, and not failed") from blocked
        except Exception as failed:  # LiteLLM raises a bare one.
            assert "failed" in str(failed), failed
        else:
            raise AssertionError("a failure went through")
    await guard.async_handler.close()


def main() -> None:
    """Starts a server and asks it."""
    with tempfile.TemporaryDirectory() as folder:
        token = Path(folder) / "token"
        token.write_text(TOKEN)
        command = [sys.argv[1], "serve", "--listen", "127.0.0.1:0", "--token-file", str(token)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                url = server.stdout.readline().removeprefix("listening on ").strip()
                asyncio.run(ask(url))
            finally:
                server.terminate()
        assert server.returncode == 0, server.returncode
    print("LiteLLM's generic guardrail class and the server understand each other")


if __name__ == "__main__":
    main()
