"""What guests ask about the house: a topic with its words."""

from typing import Final

TOPICS: Final = {
    "breakfast": "cafe desayuno breakfast desjejum refeicao refeicoes almoco jantar janta comida "
    "restaurante pensao lanche cozinha microondas fogao meals restaurant "
    "coffee comer",
    "parking": "estacionamento estacionar garagem parking estacionamiento estaciona garage cochera",
    "wifi": "wifi internet wi fi net wireless",
    "pool": "piscina piscinas pool hidro hidromassagem jacuzzi ofuro sauna banheira aquecida "
    "spa academia alberca pileta",
    "photos": "foto fotos video videos imagens imagem photos pictures fotinha fotinhos",
    "location": "endereco localizacao localizado localizada localizados localiza perto longe "
    "beira frente orla "
    "distancia praia centro aeroporto rodoviaria mapa maps location address onde where near "
    "ubicacion bairro beach proximidade ",
    "comfort": "ar condicionado ventilador frigobar tv televisao chuveiro varanda vista sacada "
    "geladeira aquecedor lareira toalha toalhas lencol lencois secador cofre ferro berco bercos "
    "banheiro privativo privado compartilhado rede travesseiro enxoval banho elevador escada smart "
    "netflix cobertor crib towels",
    "hours": "abre abrem aberto aberta abertos fecham horario horarios early late cedo ",
    "luggage": "mala malas bagagem bagagens luggage mochila mochilas",
    "smoking": "fumar fumante fumantes cigarro smoke fumo",
    "access": "acessibilidade cadeirante acessivel rampa deficiente adaptado wheelchair",
    "events": "festa som musica aniversario casamento decoracao visita visitas churrasco "
    "churrasqueira barulho silencio romantica surpresa",
    "transport": "onibus transfer translado taxi uber van passeio passeios barco trilha "
    "tour traslado buggy",
    "policy": "politica politicas regra regras permitido permitem permite permitida gratuito "
    "gratis multa incluso incluido inclusa inclui included incluye cobrado cobrada",
    "services": "use lavanderia lavar recreacao playground parquinho brinquedoteca dayuse limpeza "
    "camareira baba bar servico servicos secretaria eletrico tomada "
    "voltagem",
}
"""Pets are guests' words too (`people`); a question on them is told by the pattern in `intents`."""
