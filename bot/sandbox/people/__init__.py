"""What people do in the workspace, and to it.

`gestures` is all that a person can do: what they click becomes `block_actions`, what they fill in an `input_state`, and
`modal_answers` is what the app makes of a modal. The browser's page acts through `page_api`; `control_api` is for tests
and the curious, who want to see an app fail.
"""
