"""What a message is about: asking, booking, paying, the house, taking leave."""

from typing import Final

ASKING: Final = {
    "quanto*": "qnto qnt quantos quant cuanto much ",
    "valor*": "valores vlr vlrs valore",
    "preco*": "prco precos precinho price prices precio precios rate rates tarifa tarifas custo",
    "custar*": "custa custam cuesta cost costs cobra cobram",
    "orcamento*": "orcamentos orcar cotacao cotar cota cotacoes quote budget orca",
    "desconto*": "descontos promocao promo promocoes discount cupom pechincha",
    "vaga*": "vagas vaguinha vacancy vacancies",
    "disponivel*": "disponibilidade disponiveis disponib disp available availability dispo",
    "livre*": "livres desocupado desocupada",
    "sobrar": "sobrou sobra sobrando restou",
    "lotado": "lotados lotada cheio esgotado esgotou",
    "conseguir*": "consigo consegue conseguimos conseguem rola",
    "algum": "alguma alguns algumas algo any some algun",
    "lugar": "espaco lugares ",
}

BOOKING: Final = {
    "reservar*": "reserve reservo book reservando reservaria reservamos",
    "reserva*": "reservas booking reservation resreva reservinha",
    "fechar*": "fecha fechado fechamos fecho fechando fechou fechada",
    "hospedar*": "hospedarmos hospedo hospedando ",
    "garantir": "garante garantimos garanto",
    "agendar": "agenda marcar",
    "confirmar*": "confirmo confirma confirmado confirmada confirmamos confirm confirmadissimo",
    "cancelar*": "cancela cancelem cancele cancelo cancelamos cancel cancelada "
    "cancelado canselar cancelando cancelei",
    "cancelamento*": "cancelamentos cancelacion cancellation",
    "desmarcar*": "desmarca desmarque",
    "desistir*": "desisto desisti desistimos desistindo desistencia",
    "mudar*": "mudo muda mude mudamos mudando mudei mudanca change mudou mudaria cambiar mudasse",
    "trocar*": "troca troco trocamos trocando troque",
    "alterar*": "altera alteracao alterem altere alteramos alterando",
    "remarcar*": "remarca remarcacao reagendar remarque reagenda reagendamento reschedule",
    "adiar*": "adia adiamos adiamento postergar adie",
    "antecipar*": "antecipa adiantar adianta antecipamos adiantamos antecipe",
    "estender*": "prolongar estende estendo prolonga extender esticar aumentar extend estica "
    "estendemos prorrogar",
    "passar*": "passa transferir transfere jogar joga empurrar puxar passo",
    "data*": "datas date dates periodo",
    "manter": "mantem mantenha mantenho mantemos continua continuar",
}

AGREEING: Final = {
    "ok*": "okay oks okey okk blz beleza belezinha show joia otimo otima",
    "certo*": "certinho correto certissimo exato exatamente perfeito perfeita perfect "
    "right correct corretissimo",
    "isso": "issoo isto",
    "pode": "podem podemos poderia poderiam can could puede",
    "bora": "vambora",
    "combinado": "fechadissimo acordo tranquilo demorou partiu ",
    "qualquer": "whatever",
    "aceito": "aceitamos topo topamos topa",
    "aceitar": "aceita aceitam aceitariam aceite aceptan accept",
    "negativo": "jamais",
    "problema": "problemas",
    "la": "",
    "ideia": "",
    "pensar": "penso pensando pensei vejo ver",
    "poder": "posso poderei poderemos podia podiamos",
    "caber": "cabe cabem capacidade acomoda",
    "responder": "responde respondeu respondem atende atendem atendeu",
    "feliz": "merry happy",
    "quebrar": "quebrado quebrada quebrou estragado estragou sujo suja vazando pingando vazamento "
    "funciona funcionando funcionou funcionam esquenta esquentando entupido entupida fedendo "
    "queimou queimada queimado mofo defeito",
}

COURTESY: Final = {
    "oi*": "oie oii ola olaa hello hi hey hola opa eae eai iae salve alo oiee oin hellou oiie fala",
    "bom": "boa buenos buenas buen bon good boas",
    "tudo": "td tudoo tudu",
    "bem": "well",
    "afternoon": "evening",
    "obrigado*": "obrigada obg brigado brigada obgd obgda obrigadao obrigadinha vlw valeu grato "
    "grata thanks thank thx gracias agradeco agradecido agradecida agradecemos brigadao tks "
    "gratidao obrigad brigadu tmj",
    "favor*": "pf pfv pfvr pls please porfavor gentileza pfavor fvr",
    "tchau": "xau bye flw falou abraco abracos abs bjs bj beijo beijos adeus",
    "licenca": "",
}

PEOPLE_AND_QUIET: Final = {
    "atendente*": "atendentes recepcionista recepcao funcionario atendimento suporte operador "
    "operadora vendedor vendedora consultor agente representante receptionist recepcionistas",
    "humano*": "humana humanos humanas human ",
    "gerente*": "dono dona proprietario proprietaria responsavel gerencia manager owner diretor "
    "anfitriao",
    "alguem": "alguen someone somebody alguien",
    "falar*": "falo conversar conversa falamos talk speak hablar falasse papo",
    "chamar": "chama chame chamem",
    "ligar*": "liga ligue ligacao ligam ligacoes telefonar ligarem call chamada ",
    "robo*": "bot robot maquina robozinho chatbot automatico automatica ",
    "reclamar": "reclamacao reclamo queixa denuncia procon absurdo",
    "parar": "pare parem stop pareee",
    "receber": "recebo recebendo",
    "mensagem*": "mensagens msg msgs mensage message messages propaganda propagandas spam "
    "notificacao notificacoes zap ofertas ",
    "remover*": "remova remove tira tirar tire retirar retire excluir exclui apagar apaga delete "
    "deletar removam exclua apague",
    "descadastrar*": "descadastre descadastra unsubscribe",
    "mandar": "manda mande mandem mandando enviar envie enviem envia",
    "lista*": "listas cadastro grupos inscricao",
    "ajuda": "ajudar help ayuda ajude ajudaria",
    "perder": "perdi perdemos deixei",
    "numero*": "contato contatos nr ",
    "incomodar": "incomoda encher enche perturbar chato",
    "bloquear": "bloqueio bloqueia block",
}

MONEY: Final = {
    "pix*": "pics pixx",
    "boleto*": "boletos bolto",
    "cartao*": "cartoes card credito debito visa mastercard amex tarjeta maquininha "
    "cartaum cc hipercard",
    "pagar*": "pago pagando pagamento pagamentos paguei pagou pay payment pagamos paga pagto pgto "
    "pagaria pagarei paguem quitar quitei",
    "parcelar*": "parcela parcelas parcelado parcelamento parcelam parcelo dividir",
    "sinal": "deposito depositar adiantado antecipado adiantada caucao antecipadamente calcao "
    "depositei",
    "link*": "links linque",
    "comprovante*": "comprovantes recibo",
    "transferencia*": "ted doc transferi transferencias",
    "dinheiro": "cash especie grana",
    "chave": "qrcode qr copia",
    "estornar": "estorno reembolso reembolsar reembolsam devolucao devolver devolvem devolve "
    "ressarcimento restituicao refund estornam reembolsa",
    "nota": "nf nfe cnpj fatura",
    "vencer": "vence vencimento venceu expirou expira expirado vencido",
}
