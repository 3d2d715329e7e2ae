"""Traditional Chinese characters and the simplified ones they meet in.

Only characters, no words: where one simplified character stands for several traditional ones
(后, 發 and 髮) all of them meet, which for finding is right. OpenCC's stand in `opencc.txt`;
here stands what it has not: other ways to write a character, and those that only finding joins.
"""

from __future__ import annotations

from importlib.resources import files

__all__ = ["SIMPLER"]

_OURS = (
    "劃画帳账櫺棂瞇眯逕迳鉋刨祇只妳你牠它衹只鄕乡汚污阬坑姪侄觔斤倣仿珮佩珪圭砲炮迺乃啣衔啗啖梱捆毬球揹背甦苏隄堤勦剿勣绩搾榨搆构煖暖"
    "瑯琅痲麻痺痹睪睾慇殷槃盘瘉愈跼局撚捻撢掸暱昵箠棰踫碰踡蜷銲焊頫俯嬝袅彊强燐磷燄焰篛箬濬浚瞭了糢模繈襁賸剩櫂棹燿耀繙翻鎗枪颺扬餽馈"
    "簷檐藷薯譆嘻籐藤蘗蘖鑤刨鑪炉硷碱鼇鳌著着藉借馀余衞卫鯰鲇寃冤淸清靑青愼慎顚颠塡填戸户倂并竝并屛屏隷隶飈飙餠饼鬭斗鬪斗麺面龎庞菓果"
    "覇霸讐雠閙闹頼赖鴈雁塲场妬妒幇帮慙惭挿插搥捶敍叙朶朵栢柏槪概櫈凳欵款歛敛歴历氷冰涙泪濶阔煇辉甎砖畧略疎疏碁棋稾稿窓窗窰窑簒篡籖签"
    "粧妆紥扎聨联脇胁臯皋艸草荳豆蔕蒂蘓苏蠏蟹諠喧躭耽輭软邨村隣邻鑛矿韈袜頴颖餧喂駈驱鬰郁鱓鳝鹻碱鼈鳖蔴麻踼踢擧举徃往戱戏晧皓曡叠槕桌"
    "犂犁痩瘦皷鼓祘算粦磷縂总纎纤蕋蕊蘂蕊虗虚躱躲辤辞遯遁醻酬閧哄顋腮饍膳騌鬃鬦斗鷰燕齩咬箒帚崕崖凖准唘启囘回囬回圅函埀垂夀寿姉姊娬妩"
    "孼孽尅克峝峒巗岩巵卮廏厩弍贰彜彝彞彝徧遍恠怪悳德惷蠢懽欢扺抵拏拿揑捏搨拓攩挡攷考旾春暎映曁暨枏楠桒桑梹槟椶棕槀稿橰槔毘毗毧绒湻淳"
    "澁涩灋法炤照牎窗犇奔璢琉瓌瑰疉叠癎痫皡昊盇盍睂眉矦侯礮炮秔粳稺稚穉稚穅糠窻窗筞策粺稗糓谷縚绦罏垆羇羁翺翱聼听肧胚胷胸脃脆臝裸舩船"
    "艣橹茘荔葊庵蘐萱虁夔蜋螂蠧蠹衂衄袟帙裵裴覔觅觧解詶酬譌讹讁谪貎貌賔宾賛赞跥跺蹔暂躰体軄职輙辄辠罪迻移遅迟郞郎鄷酆醼宴釡釜鉄铁銕铁"
    "錬炼鐡铁鑚钻鑵罐閗斗閞关関关陿狭隠隐霊灵鞀鼗飜翻駮驳髙高鬬斗鶏鸡麅狍黒黑鼔鼓勗勖瞋嗔彷仿覆复吋寸呎尺帐账划画鲶鲇"
)


def _pairs() -> dict[str, str]:
    lines = (files(__package__) / "opencc.txt").read_text("utf-8").splitlines()
    text = "".join(line for line in lines if not line.startswith("#")) + _OURS
    pairs = dict(zip(text[::2], text[1::2], strict=True))
    return {traditional: pairs.get(simpler, simpler) for traditional, simpler in pairs.items()}


SIMPLER = _pairs()
"""For each traditional character its simplified one."""
