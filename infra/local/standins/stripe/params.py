"""The parameters that the API's endpoints take; every other one is refused as unknown.

Names and limits: the official library's `params` package, version 16.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from infra.local.standins.stripe.form import FormList, Params
from infra.local.standins.stripe.objects import Method, SessionStatus, StripeObject

Text = Annotated[str, Field(min_length=1, max_length=5000)]
Url = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=5000)]
Metadata = Annotated[
    dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=500)]],
    Field(max_length=50),
]


class _Nested(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProductData(_Nested):
    name: Text
    description: Text | None = None


class PriceData(_Nested):
    currency: Annotated[str, Field(pattern=r"^[A-Za-z]{3}$")]
    product_data: ProductData
    unit_amount: Annotated[int, Field(ge=0, le=99_999_999)]


class LineItemParams(_Nested):
    price_data: PriceData
    quantity: Annotated[int, Field(ge=1)]


class PixOptions(_Nested):
    expires_after_seconds: Annotated[int, Field(ge=60, le=1_209_600)] = 14_400


class BoletoOptions(_Nested):
    expires_after_days: Annotated[int, Field(ge=0, le=60)] = 3


class MethodOptions(_Nested):
    pix: PixOptions = PixOptions()
    boleto: BoletoOptions = BoletoOptions()


class CustomMessage(_Nested):
    message: Annotated[str, Field(max_length=1200)]


class CustomText(_Nested):
    submit: CustomMessage | None = None


class PaymentIntentData(_Nested):
    description: Text | None = None
    metadata: Metadata = Field(default_factory=dict)


class CreateSession(Params):
    cancel_url: Url | None = None
    client_reference_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    custom_text: CustomText = CustomText()
    customer_email: Text | None = None
    expires_at: int | None = None
    line_items: Annotated[FormList[LineItemParams], Field(min_length=1, max_length=100)]
    locale: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    mode: Literal["payment"]
    payment_intent_data: PaymentIntentData = PaymentIntentData()
    payment_method_options: MethodOptions = MethodOptions()
    payment_method_types: FormList[Method] | None = None
    success_url: Url


class CreateRefund(Params):
    amount: Annotated[int, Field(ge=1)] | None = None
    charge: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    payment_intent: Text | None = None
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None


class Created(_Nested):
    gt: int | None = None
    gte: int | None = None
    lt: int | None = None
    lte: int | None = None


class ListParams(Params):
    ending_before: Text | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    starting_after: Text | None = None


class CreatedParams(ListParams):
    created: Created = Created()

    def matches(self, listed: StripeObject) -> bool:
        """Whether it was created when the caller asks for."""
        at, asked = listed.created, self.created
        return not (
            (asked.gt is not None and at <= asked.gt)
            or (asked.gte is not None and at < asked.gte)
            or (asked.lt is not None and at >= asked.lt)
            or (asked.lte is not None and at > asked.lte)
        )


class ListSessions(CreatedParams):
    payment_intent: Text | None = None
    status: SessionStatus | None = None


class ListRefunds(CreatedParams):
    charge: Text | None = None
    payment_intent: Text | None = None


class ListEvents(CreatedParams):
    type: Text | None = None
    types: FormList[Text] | None = None
