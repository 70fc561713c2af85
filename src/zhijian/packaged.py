"""Where the things lie that come with the program."""

from importlib.resources import files
from pathlib import Path

import zhijian
from zhijian.core.refused import Refused


def default_rulebooks() -> Path:
    """Return the folder of rulebooks that came with this copy of the program.

    An installed copy carries it inside the package; a source checkout has it at its root.

    Raises:
        Refused: neither place has it.
    """
    packaged = Path(str(files(zhijian) / "rulebooks"))
    checkout = Path(str(files(zhijian))).parents[1] / "rulebooks"
    for folder in (packaged, checkout):
        if folder.is_dir():
            return folder
    raise Refused(
        f"找不到随程序附带的规则集：{packaged} 和 {checkout} 都不存在。"
        "请重新安装 zhijian，或用 --rulebooks 指明规则集所在的文件夹。"
    )


def printing_fonts() -> Path:
    """Return the folder of the fonts that printed forms embed; the build fills it.

    Raises:
        Refused: it is not there, or has no font in it.
    """
    folder = Path(str(files(zhijian) / "fonts"))
    if not any(folder.glob("*.ttf")):
        raise Refused(
            f"缺少打印用的字体：{folder} 里没有字体文件，不能生成 PDF。"
            "请重新安装 zhijian（从源码安装的，请运行 python hatch_build.py）；其间可以先下载 Word 版打印。"
        )
    return folder
